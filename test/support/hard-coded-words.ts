/**
 * Finds what a source of the page says in words of its own instead of the catalogue's: text and visible
 * attributes of its elements, and every other literal that reads like words. A single word in lower case
 * within plain code cannot be told from a name: those are found in a window that speaks a pseudo-language.
 */
import { parseSync } from '@swc/core';

export interface Found {
  /** What stands in a template is `{}`. */
  readonly literal: string;
  readonly line: number;
}

/** Attributes that are shown or read out, of the elements that we use and of our own. */
const VISIBLE: ReadonlySet<string> = new Set([
  ...['title', 'label', 'placeholder', 'alt', 'description', 'error', 'text'],
  ...['aria-label', 'aria-description', 'aria-valuetext', 'thumbLabel', 'closeButtonLabel'],
  ...['what', 'failed', 'meaning', 'detail', 'of', 'button', 'none', 'message', 'hint'],
]);

/** Where a literal is a name and nothing that is said. */
const SILENT: ReadonlySet<string> = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'TsLiteralType',
  'TsTypeAnnotation',
  'TsTypeAliasDeclaration',
  'TsInterfaceDeclaration',
  'TsTypeParameterInstantiation',
]);

/** Calls whose first argument is a name: an error's code, a key of what is loaded. */
const NAMED_FIRST: ReadonlySet<string> = new Set(['ApiError', 'useLoaded']);

/** What hands on what stands in it. */
const TRANSPARENT: ReadonlySet<string> = new Set([
  'JSXExpressionContainer',
  'ParenthesisExpression',
  'TsAsExpression',
  'TsNonNullExpression',
]);

const COMPARISONS: ReadonlySet<string> = new Set(['===', '!==', 'in']);
const CHOICES: ReadonlySet<string> = new Set(['&&', '||', '??']);

/** A size in a style. */
const SIZE = /^(min|max|minmax)\(/;
const LETTER = /\p{L}/u;
/** Two words, a word with a capital, the end of a sentence. */
const WORDS = /\p{L}[\p{L}\p{P}]* +\p{P}*[\p{L}\d]|^\p{Lu}\p{Ll}+|\p{L}[.…!?]$/u;
/** A word beside what a template has put in, or the punctuation between. */
const AT_SEAM = /^\p{P}*\s\p{P}*\p{L}|\p{L}\p{P}*\s$|^[,;.:]\s/u;

interface Node {
  readonly type: string;
  readonly span?: { readonly start: number };
  readonly [key: string]: unknown;
}

/** `seen` where all letters are shown, `code` where a literal may be a name. */
type Place = 'code' | 'seen';

export function hardCodedWords(source: string, isTsx: boolean): readonly Found[] {
  const found: Found[] = [];
  const bytes = Buffer.from(source);
  const module = parseSync(source, { syntax: 'typescript', tsx: isTsx }) as unknown as Node;
  // The parser counts on over all that it has read; its module begins at the first token.
  const base = (module.span?.start ?? 0) - headBytes(source);

  const tell = (literal: string, { span }: Node) => {
    const before = bytes.subarray(0, (span?.start ?? 0) - base).toString();
    found.push({ literal, line: before.split('\n').length });
  };

  const visit = (value: unknown, place: Place): void => {
    if (isNode(value)) visitNode(value, place);
    else if (typeof value === 'object' && value !== null) {
      for (const one of Object.values(value)) visit(one, place);
    }
  };
  const visitChildren = (node: Node, place: Place) => {
    for (const [key, value] of Object.entries(node)) if (key !== 'span') visit(value, place);
  };

  function visitNode(node: Node, place: Place): void {
    if (SILENT.has(node.type)) return;
    switch (node.type) {
      case 'JSXText':
        if (LETTER.test(String(node.value))) tell(String(node.value).trim(), node);
        return;
      case 'JSXElement':
        visit(node.opening, 'code');
        visit(node.children, 'seen');
        return;
      case 'JSXFragment':
        visit(node.children, 'seen');
        return;
      case 'JSXAttribute': {
        const name = String((node.name as Node).value);
        if (name === 'key' || name.startsWith('data-')) return;
        visit(node.value, VISIBLE.has(name) ? 'seen' : 'code');
        return;
      }
      case 'ThrowStatement': {
        // A fault of our own, whose words nobody is meant to see.
        const { type, callee } = node.argument as Node;
        if (type !== 'NewExpression' || nameOf(callee) !== 'Error') visit(node.argument, 'code');
        return;
      }
      case 'CallExpression':
      case 'NewExpression': {
        const all = (node.arguments ?? []) as readonly unknown[];
        visit(node.callee, 'code');
        visit(NAMED_FIRST.has(nameOf(node.callee)) ? all.slice(1) : all, 'code');
        return;
      }
      case 'ConditionalExpression':
        visit(node.test, 'code');
        visit([node.consequent, node.alternate], place);
        return;
      case 'BinaryExpression': {
        const sides = [node.left, node.right] as const;
        if (COMPARISONS.has(String(node.operator))) visit(sides.filter(isNoLiteral), 'code');
        else if (CHOICES.has(String(node.operator))) {
          visit(node.left, node.operator === '&&' ? 'code' : place);
          visit(node.right, place);
        } else visit(sides, place);
        return;
      }
      case 'KeyValueProperty':
        visit(node.value, 'code');
        return;
      case 'SwitchCase':
        visit(node.consequent, 'code');
        return;
      case 'StringLiteral': {
        const literal = String(node.value);
        if (SIZE.test(literal)) return;
        if ((place === 'seen' ? LETTER : WORDS).test(literal)) tell(literal, node);
        return;
      }
      case 'TemplateLiteral': {
        const pieces = (node.quasis as readonly { cooked: string }[]).map(({ cooked }) => cooked);
        if (SIZE.test(pieces[0] ?? '')) return;
        const isSaid = (piece: string) =>
          place === 'seen' ? LETTER.test(piece) : WORDS.test(piece) || AT_SEAM.test(piece);
        if (pieces.some(isSaid)) tell(pieces.join('{}'), node);
        visit(node.expressions, 'code');
        return;
      }
      default:
        visitChildren(node, TRANSPARENT.has(node.type) ? place : 'code');
    }
  }

  visit(module.body, 'code');
  return found;
}

function isNode(value: unknown): value is Node {
  return typeof (value as Partial<Node> | null)?.type === 'string';
}

function isNoLiteral(value: unknown): boolean {
  return !isNode(value) || value.type !== 'StringLiteral';
}

function nameOf(node: unknown): string {
  return isNode(node) && node.type === 'Identifier' ? String(node.value) : '';
}

/** Bytes of the comments and blank lines before the first token. */
function headBytes(source: string): number {
  const [head = ''] = /^(\s|\/\*[\s\S]*?\*\/|\/\/.*\n)*/.exec(source) ?? [];
  return Buffer.byteLength(head);
}
