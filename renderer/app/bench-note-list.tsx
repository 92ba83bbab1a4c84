import { Note } from '../components/note.tsx';
import { TextWithCode } from '../components/text-with-code.tsx';
import { benchNotes } from './bench-notes.ts';
import { useBench } from './bench-context.tsx';
import { useNow } from './use-now.ts';

/** What is wrong with the bench as a whole, above the screen. */
export function BenchNoteList() {
  const connection = useBench((state) => state.connection);
  const status = useBench((state) => state.status);
  const hasPlugins = useBench((state) => state.plugins.length > 0);
  const heardAt = useBench((state) => state.heardAt);
  const notes = benchNotes(connection, status, hasPlugins, heardAt, useNow());
  return notes.map(({ id, kind, shape, title, text }) => (
    <Note
      key={id}
      kind={kind}
      shape={shape}
      title={title}
      className="figures flex-none rounded-none px-5 shadow-[inset_0_-1px_0_var(--kl)]"
    >
      <TextWithCode text={text} />
    </Note>
  ));
}
