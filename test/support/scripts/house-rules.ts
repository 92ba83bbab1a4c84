/**
 * Two manners that no ready-made lint rule covers, as an oxlint plugin (see `.oxlintrc.json`).
 *
 * - `house/no-shell`: a child process gets an argument list, never a shell line.
 * - `house/no-enum`: enumerations are a const object and a union type. `tsc` refuses those that emit code;
 *   this one refuses `declare enum` too.
 */

interface SyntaxNode {
  readonly type: string;
  readonly name?: string;
  readonly value?: unknown;
  readonly key?: SyntaxNode;
}

interface RuleContext {
  report(problem: { readonly node: SyntaxNode; readonly message: string }): void;
}

type Visitor = Readonly<Record<string, (node: SyntaxNode) => void>>;

const noShell = (context: RuleContext): Visitor => ({
  Property: (node) => {
    if (isNamed(node.key, 'shell') && !isFalseLiteral(node.value)) {
      context.report({ node, message: 'Give the program an argument list, not a shell (`shell` may only be false).' });
    }
  },
});

const noEnum = (context: RuleContext): Visitor => ({
  TSEnumDeclaration: (node) => {
    context.report({ node, message: 'Use a const object and a union type instead of an enum.' });
  },
});

const isNamed = (key: SyntaxNode | undefined, name: string): boolean => key?.name === name || key?.value === name;

const isFalseLiteral = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && 'value' in value && value.value === false;

// oxlint loads a plugin by its default export.
export default {
  meta: { name: 'house' },
  rules: { 'no-shell': { create: noShell }, 'no-enum': { create: noEnum } },
};
