import { Ellipsis } from 'lucide-react';
import { DropdownMenu } from 'radix-ui';
import { useRef } from 'react';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import type { PluginAction, PluginActionId } from './plugin-actions.ts';
import { useCli } from './use-cli.ts';

interface ActionMenuProps {
  readonly name: string;
  readonly actions: readonly PluginAction[];
  readonly isPending: (id: PluginActionId) => boolean;
  readonly onChoose: (id: PluginActionId) => void;
}

/**
 * What else can be done, each with its CLI twin. Not modal: Radix's scroll lock adds a style element, which the strict
 * CSP refuses (D19). A choice is made when the menu is closed, so that a dialog returns the focus to its button.
 */
export function ActionMenu({ name, actions, isPending, onChoose }: ActionMenuProps) {
  const chosen = useRef<PluginActionId>(undefined);
  return (
    <DropdownMenu.Root modal={false}>
      <DropdownMenu.Trigger asChild disabled={actions.length === 0}>
        <Button variant="ghost" size="smallIcon" aria-label={`More actions for ${name}`} title="More actions">
          <Ellipsis aria-hidden="true" />
        </Button>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={() => {
            const id = chosen.current;
            chosen.current = undefined;
            // The button has the focus again only after this.
            if (id !== undefined) queueMicrotask(() => onChoose(id));
          }}
          className="appears z-5 flex w-[356px] flex-col rounded-card border border-line-2 bg-raised p-1 shadow-float focus:outline-none"
        >
          {actions.map((action) => (
            <ActionItem
              key={action.id}
              action={action}
              pending={isPending(action.id)}
              onSelect={() => {
                chosen.current = action.id;
              }}
            />
          ))}
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}

interface ActionItemProps {
  readonly action: PluginAction;
  readonly pending: boolean;
  readonly onSelect: () => void;
}

function ActionItem({ action: { id, label, command }, pending, onSelect }: ActionItemProps) {
  const cli = useCli();
  const isDangerous = id === 'disable' || id === 'uninstall';
  return (
    <DropdownMenu.Item
      disabled={pending}
      onSelect={onSelect}
      textValue={label}
      className="flex flex-col rounded-control px-2.5 py-1.5 outline-none data-[disabled]:text-fg-3 data-[highlighted]:bg-hover"
    >
      <span className={classNames('font-medium', isDangerous && !pending && 'text-fail')}>{label}</span>
      <code className="mono wrap-anywhere text-fg-2">{cli(command)}</code>
    </DropdownMenu.Item>
  );
}
