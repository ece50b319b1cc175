/** Finds every catalogue of errors in the tree, and writes the page that documents their codes. */
import { readFileSync } from 'node:fs'
import { glob } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ErrorEntry } from '#kernel/errors.ts'

const root = join(import.meta.dirname, '..')

/** One code, with the file whose catalogue has it. */
export interface DocumentedError extends ErrorEntry {
  readonly code: string
  readonly file: string
}

/** A source file that may throw. */
export interface Source {
  readonly path: string
  readonly text: string
}

/** Source files of the program, tests left out. */
export async function programSources(): Promise<readonly Source[]> {
  const found = glob('{libraries,engines,domains,apps}/**/*.{ts,tsx}', { cwd: root })
  const paths = (await Array.fromAsync(found)).filter(
    (path) => !/\.(test|test-data)\.tsx?$|conformance\.ts$/.test(path),
  )
  return paths
    .toSorted()
    .map((path) => ({ path: path.replaceAll('\\', '/'), text: readFileSync(join(root, path), 'utf8') }))
}

/** Every code of every catalogue, in the order of files and then of their catalogues. */
export async function documentedErrors(sources: readonly Source[]): Promise<readonly DocumentedError[]> {
  const files = sources.filter(
    ({ path, text }) => text.includes('defineErrors({') && path !== 'libraries/kernel/errors.ts',
  )
  const found = await Promise.all(
    files.map(async ({ path }) => {
      const exported = Object.values((await import(pathToFileURL(join(root, path)).href)) as object)
      return exported.flatMap((value: unknown) =>
        hasCatalogue(value) ? entriesOf(value.catalogue, path) : [],
      )
    }),
  )
  return found.flat()
}

function hasCatalogue(value: unknown): value is { readonly catalogue: Readonly<Record<string, ErrorEntry>> } {
  return typeof value === 'function' && 'catalogue' in value
}

function entriesOf(
  catalogue: Readonly<Record<string, ErrorEntry>>,
  file: string,
): readonly DocumentedError[] {
  return Object.entries(catalogue).map(([code, { status, hint }]) => ({ code, status, hint, file }))
}

/** Whether any program file names the code other than in a catalogue or in a contract's list of refusals. */
export function isThrown(code: string, sources: readonly Source[]): boolean {
  const quoted = new RegExp(`['"]${code}['"]`)
  const called = new RegExp(`Error\\(\\s*'${code}'`)
  return sources.some(({ path, text }) => (path.endsWith('.contract.ts') ? called : quoted).test(text))
}

/** The page, in Markdown. */
export function errorsPage(errors: readonly DocumentedError[]): string {
  const slices = Map.groupBy(errors, ({ file }) => titleOf(file))
  const sections = [...slices]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([title, entries]) => sectionOf(title, entries))
  return `${opening}\n${sections.join('\n')}`
}

const opening = `# Errors

Made by \`tools/generate-errors.ts\` from the catalogues in the code; do not edit.

Every refusal and every failure carries a code that is never reused or renamed. Over HTTP it is a problem document
(RFC 9457) with \`code\`, \`detail\`, \`hint\`, \`details\` and \`requestId\`; on the command line it is
\`error[CODE] message\` and \`hint: …\` on standard error, with exit code 1 where the program refused and 3 where it
failed (2 is a command that was misused, 130 one that was stopped with Ctrl-C).
`

function sectionOf(title: string, entries: readonly DocumentedError[]): string {
  const codes = entries.map(({ code, status, hint }) => {
    const exit = status < 500 ? 1 : 3
    return `### ${code}\n\nStatus ${status}, exit code ${exit}. ${hint}\n`
  })
  return [`## ${title}\n`, ...codes].join('\n')
}

function titleOf(file: string): string {
  const [, slice = ''] = file.split('/')
  const words = slice.replaceAll('-', ' ')
  return words.charAt(0).toUpperCase() + words.slice(1)
}
