import { PluginsScreen } from '../features/plugins/plugins-screen.tsx';
import { useBench } from './bench-context.tsx';
import { BenchNoteList } from './bench-note-list.tsx';
import { NoEngine } from './no-engine.tsx';
import { NoticeList } from './notice-list.tsx';
import { Rail } from './rail.tsx';
import { TopBar } from './top-bar.tsx';

/** The frame around the screens. */
export function App() {
  const isKnown = useBench((state) => state.status !== undefined);
  const connection = useBench((state) => state.connection);
  return (
    <div className="flex h-full">
      <Rail />
      <div className="flex min-w-0 flex-1 flex-col">
        <TopBar />
        {isKnown ? (
          <main className="flex min-h-0 flex-1 flex-col">
            <BenchNoteList />
            <PluginsScreen />
          </main>
        ) : (
          <NoEngine connection={connection} />
        )}
      </div>
      <NoticeList />
    </div>
  );
}
