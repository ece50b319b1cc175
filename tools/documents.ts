/** Rules for the documents: links lead somewhere, anchors exist, commands are real. */
import { posix } from 'node:path'

/** A Markdown file: path from the root with forward slashes, and its text. */
export interface MarkdownFile {
  readonly path: string
  readonly text: string
}

/** What is at a path: a file's bytes, or undefined where nothing is. */
export type ReadFile = (path: string) => Uint8Array | undefined

const withoutCode = (text: string) => text.replaceAll(/```[\s\S]*?```/g, '').replaceAll(/`[^`\n]*`/g, '')

/** The anchor that a heading gets on the common forges. */
export function anchorOf(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-')
}

/** Relative links of `document` whose file or anchor is not there. */
export function brokenLinks(document: MarkdownFile, read: ReadFile): readonly string[] {
  const links = [...withoutCode(document.text).matchAll(/\]\(([^)\s]+)\)/g)].map((match) => match[1] ?? '')
  return links.flatMap((link) => {
    if (/^[a-z]+:/.test(link)) return []
    const [file = '', anchor] = link.split('#')
    const path = file === '' ? document.path : posix.normalize(posix.join(posix.dirname(document.path), file))
    if (path.endsWith('/') || !/\.\w+$/.test(path)) return []
    const bytes = read(path)
    if (bytes === undefined) return [`${document.path}: ${link} leads nowhere`]
    if (anchor === undefined || !path.endsWith('.md')) return []
    const headings = [...new TextDecoder().decode(bytes).matchAll(/^#+ (.+)$/gm)].map((match) =>
      anchorOf(match[1] ?? ''),
    )
    return headings.includes(anchor) ? [] : [`${document.path}: ${link} names no heading`]
  })
}

/** `npm run` commands in `document` that package.json does not have. */
export function unknownScripts(document: MarkdownFile, scripts: readonly string[]): readonly string[] {
  const named = [...document.text.matchAll(/\bnpm run (?:--silent )?([\w:-]+)/g)].map(
    (match) => match[1] ?? '',
  )
  return named
    .filter((name) => !scripts.includes(name))
    .map((name) => `${document.path}: there is no script "${name}"`)
}
