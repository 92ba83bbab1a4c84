import { Play, RotateCcw, Undo2 } from 'lucide-react';
import { Button } from '../../components/button.tsx';
import type { PluginAction } from './plugin-actions.ts';
import type { DirectActions } from './use-direct-actions.ts';

interface BestActionProps {
  readonly action: PluginAction;
  readonly direct: DirectActions;
  readonly size?: 'normal' | 'small';
}

const ICONS = { rollback: Undo2, retry: RotateCcw, enable: Play } as const;

/** The action that helps most, in ink. */
export function BestAction({ action: { id, label }, direct, size = 'normal' }: BestActionProps) {
  if (id !== 'rollback' && id !== 'retry' && id !== 'enable') return undefined;
  const Icon = ICONS[id];
  return (
    <Button variant="primary" size={size} disabled={direct.isPending(id)} onClick={() => direct.run(id)}>
      <Icon aria-hidden="true" />
      {label}
    </Button>
  );
}
