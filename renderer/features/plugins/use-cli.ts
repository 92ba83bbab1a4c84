import { useCallback } from 'react';
import { useBench } from '../../app/bench-context.tsx';
import { onBench } from './cli-commands.ts';

/** Completes a CLI twin for the bench that this page shows. */
export function useCli(): (command: string) => string {
  const directory = useBench((state) => state.status?.directory);
  return useCallback((command) => onBench(command, directory), [directory]);
}
