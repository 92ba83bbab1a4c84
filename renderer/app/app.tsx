import { lazy, Suspense, useEffect, useState } from 'react';
import { LoadingState } from '../components/loading-state.tsx';
import { PluginsScreen } from '../features/plugins/plugins-screen.tsx';
import { useBench } from './bench-context.tsx';
import { BenchNoteList } from './bench-note-list.tsx';
import { useStandsStill } from './bench-time.ts';
import { KeySheet } from './key-sheet.tsx';
import { NoEngine } from './no-engine.tsx';
import { NoticeList } from './notice-list.tsx';
import { Palette } from './palette.tsx';
import { Rail } from './rail.tsx';
import { navigate, useRoute } from './route.ts';
import { TopBar } from './top-bar.tsx';
import { useKeys } from './use-keys.ts';

/** For development and tests; loaded only when it is asked for. */
const Gallery = lazy(async () => ({ default: (await import('./gallery/gallery.tsx')).Gallery }));

/** The frame around the screens. */
export function App() {
  const isKnown = useBench((state) => state.status !== undefined);
  const { screen } = useRoute();
  const connection = useBench((state) => state.connection);
  const [open, setOpen] = useState<'palette' | 'keys'>();
  const isStill = useStandsStill() !== undefined;
  useEffect(() => {
    // On the root, because dialogs and popovers stand beside the frame.
    document.documentElement.toggleAttribute('data-still', isStill);
  }, [isStill]);
  const close = (): void => setOpen(undefined);
  useKeys({
    'Ctrl+k': () => setOpen('palette'),
    'Ctrl+1': () => navigate({ screen: 'plugins', pluginId: undefined }),
    '?': () => setOpen('keys'),
  });
  return (
    <div className="flex h-full">
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar onSearch={() => setOpen('palette')} />
        {isKnown ? (
          <main className="flex min-h-0 flex-1 flex-col">
            <BenchNoteList />
            {screen === 'gallery' ? (
              <Suspense fallback={<LoadingState text="Loading" />}>
                <Gallery />
              </Suspense>
            ) : (
              <PluginsScreen />
            )}
          </main>
        ) : (
          <NoEngine connection={connection} />
        )}
      </div>
      <NoticeList />
      <Palette open={open === 'palette'} onClose={close} showKeys={() => setOpen('keys')} />
      <KeySheet open={open === 'keys'} onClose={close} />
    </div>
  );
}
