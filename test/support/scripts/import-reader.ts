import { isBuiltin } from 'node:module';
import { posix } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';

/** What an import statement leads to. */
export type ImportTarget =
  | { readonly kind: 'file'; readonly path: string }
  | { readonly kind: 'builtin'; readonly name: string }
  | { readonly kind: 'package'; readonly name: string }
  /** A relative address that no file of the tree answers to. */
  | { readonly kind: 'missing'; readonly specifier: string }
  /** An address computed at run time, which nobody can check. */
  | { readonly kind: 'computed' };

/** How the importing file is bound to its target. A type is erased, a dynamic import is loaded on demand. */
export type ImportBinding = 'type' | 'value' | 'dynamic';

export interface Import {
  readonly from: string;
  readonly line: number;
  readonly binding: ImportBinding;
  readonly target: ImportTarget;
}

export interface SourceFile {
  readonly path: string;
  readonly imports: readonly Import[];
}

/** A file the parser refused, or in which it saw no import although there plainly is one. */
export interface Unreadable {
  readonly path: string;
  readonly reason: string;
}

export interface ReadImports {
  readonly files: readonly SourceFile[];
  readonly unreadable: readonly Unreadable[];
}

const CODE_FILE = /\.[cm]?[jt]sx?$/;

/** Whether imports are read from a file of this name. */
export const isCodeFile = (path: string): boolean => CODE_FILE.test(path);

/**
 * Reads every import of every code file: static, dynamic, `export … from`, `import('…')` in types, `require`.
 * @param sources text by path; paths are relative to the root of the repository, with `/`. Files that are not code
 *   (styles, pictures) may be present with empty text, so that imports of them resolve.
 */
export function readImports(sources: ReadonlyMap<string, string>): ReadImports {
  const files: SourceFile[] = [];
  const unreadable: Unreadable[] = [];
  for (const [path, text] of sources) {
    if (!isCodeFile(path)) continue;
    const { errors, program } = parseSync(path, text);
    const [error] = errors;
    if (error) {
      unreadable.push({ path, reason: error.message });
      continue;
    }
    const imports: Import[] = [];
    const add = (offset: number, binding: ImportBinding, specifier: string | undefined): void => {
      const target = specifier === undefined ? ({ kind: 'computed' } as const) : resolve(path, specifier, sources);
      imports.push({ from: path, line: text.slice(0, offset).split('\n').length, binding, target });
    };
    new Visitor({
      ImportDeclaration: (node) => {
        add(node.start, node.importKind === 'type' ? 'type' : 'value', node.source.value);
      },
      ExportAllDeclaration: (node) => {
        add(node.start, node.exportKind === 'type' ? 'type' : 'value', node.source.value);
      },
      ExportNamedDeclaration: (node) => {
        if (node.source) add(node.start, node.exportKind === 'type' ? 'type' : 'value', node.source.value);
      },
      ImportExpression: (node) => {
        add(node.start, 'dynamic', literalText(node.source));
      },
      TSImportType: (node) => {
        add(node.start, 'type', literalText(node.source));
      },
      TSImportEqualsDeclaration: (node) => {
        if (node.moduleReference.type !== 'TSExternalModuleReference') return;
        add(node.start, node.importKind === 'type' ? 'type' : 'value', node.moduleReference.expression.value);
      },
      CallExpression: (node) => {
        const [first] = node.arguments;
        if (node.callee.type === 'Identifier' && node.callee.name === 'require' && first) {
          add(node.start, 'dynamic', literalText(first));
        }
      },
    }).visit(program);
    if (imports.length === 0 && /^import\s[^(]*['"]/m.test(text)) {
      unreadable.push({ path, reason: 'it begins lines with "import", but no import was seen' });
    }
    files.push({ path, imports });
  }
  return { files, unreadable };
}

function literalText(node: { readonly type: string; readonly value?: unknown }): string | undefined {
  return node.type === 'Literal' && typeof node.value === 'string' ? node.value : undefined;
}

function resolve(from: string, specifier: string, sources: ReadonlyMap<string, string>): ImportTarget {
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.replace(/^node:/, '').replace(/\/.*/, '') };
  if (!/^[./]/.test(specifier)) return { kind: 'package', name: packageName(specifier) };
  const path = posix.join(posix.dirname(from), specifier.replace(/\?.*$/, ''));
  return sources.has(path) ? { kind: 'file', path } : { kind: 'missing', specifier };
}

function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
