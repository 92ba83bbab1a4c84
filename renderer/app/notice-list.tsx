import { useCallback, useEffect } from 'react';
import { classNames } from '../components/class-names.ts';
import { Toast } from '../components/toast.tsx';
import { useBench, useBenchStore } from './bench-context.tsx';
import { navigate, useRoute } from './route.ts';
import { useCommand } from './use-command.ts';
import { dismissNotice } from './store/bench-store.ts';
import type { Notice } from './store/bench-state.ts';

/** At most so many at once; the newest win. */
const SHOWN = 3;

/** Results that nobody is looking at, and the page's one live region, which tells every result. */
export function NoticeList() {
  const store = useBenchStore();
  const notices = useBench((state) => state.notices);
  const announcement = useBench((state) => state.announcement);
  const { pluginId } = useRoute();
  const isSeen = (notice: Notice): boolean => notice.pluginId !== undefined && notice.pluginId === pluginId;
  const seen = notices.find(isSeen)?.id;
  useEffect(() => {
    if (seen !== undefined) dismissNotice(store, seen);
  }, [store, seen]);
  const unseen = notices.filter((notice) => !isSeen(notice));
  return (
    <>
      <output className="sr-only">{announcement}</output>
      {unseen.length > 0 && (
        <ul
          aria-label="Results"
          className={classNames(
            'fixed bottom-12 z-6 flex flex-col gap-2',
            pluginId === undefined ? 'right-4' : 'right-[480px] max-wide:right-auto max-wide:left-[68px]',
          )}
        >
          {unseen.slice(-SHOWN).map((notice) => (
            <NoticeToast key={notice.id} notice={notice} />
          ))}
        </ul>
      )}
    </>
  );
}

interface NoticeToastProps {
  readonly notice: Notice;
}

function NoticeToast({ notice }: NoticeToastProps) {
  const store = useBenchStore();
  const { id, kind, title, text, pluginId, undo } = notice;
  const undoing = useCommand('plugin.undoUninstall');
  const dismiss = useCallback(() => dismissNotice(store, id), [store, id]);
  const show = (): void => {
    navigate({ screen: 'plugins', pluginId });
    dismiss();
  };
  return (
    <Toast
      kind={undoing.error === undefined ? kind : 'failed'}
      title={title}
      text={undoing.error === undefined ? text : `${undoing.error.message} ${undoing.error.next}`}
      onUndo={undo === undefined || undoing.pending ? undefined : () => undoing.run({ plugin: undo }, dismiss)}
      onShow={pluginId === undefined ? undefined : show}
      onDismiss={dismiss}
    />
  );
}
