/** Runs the code of a document: its TypeScript blocks are one program, from the first to the last. */
import { execFile } from 'node:child_process'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { datasetPath } from '#tests/datasets.ts'
import type { DocumentRun } from './document-shown.ts'

/** A block of code, with the line of the document where it begins. */
export interface CodeBlock {
  readonly language: string
  readonly line: number
  readonly code: string
}

const root = join(import.meta.dirname, '..')

/** Every fenced block of a document. */
export function codeBlocks(markdown: string): readonly CodeBlock[] {
  return [...markdown.matchAll(/^```(\w*)[^\n]*\n([\s\S]*?)^```$/gm)].map((match) => ({
    language: match[1] ?? '',
    line: markdown.slice(0, match.index).split('\n').length + 1,
    code: match[2] ?? '',
  }))
}

/**
 * The program of a document. A line `expression // → value`, or `const name = expression // → value`, holds its value to
 * what is said: numbers to half a unit of the last digit that is printed, objects in the fields that are named.
 */
export function programOf(markdown: string): string {
  const blocks = codeBlocks(markdown).filter(({ language }) => language === 'ts')
  const lines = blocks.flatMap(({ code, line }) =>
    code.split('\n').map((text, place) => withCheck(text, line + place)),
  )
  return [
    "import { figure, printed, shown } from '#tools/document-shown.ts'",
    ...lines.map(withSources),
    'void figure, void printed, void shown',
    '',
  ].join('\n')
}

/** Public data sets that the code of a document reads and that are not on this machine. */
export function missingDatasets(markdown: string): readonly string[] {
  return [...programOf(markdown).matchAll(/\bdatasetPath\('([^']+)'\)/g)]
    .map(([, file = '']) => file)
    .filter((file) => datasetPath(file) === undefined)
}

/** A document to be run. */
export interface CodeDocument {
  readonly path: string
  readonly markdown: string
}

/**
 * Runs the programs of documents one after another, in one process of their own: the libraries are loaded once.
 *
 * @returns What each gave, in their order; a program that breaks off gives its error as its last failure.
 */
export async function runDocuments(documents: readonly CodeDocument[]): Promise<readonly DocumentRun[]> {
  const folder = join(root, '.cache/documents')
  mkdirSync(folder, { recursive: true })
  const files = documents.map(({ path }) => join(folder, `${basename(path, '.md')}-${process.pid}.ts`))
  documents.forEach(({ markdown }, i) => {
    writeFileSync(files[i] ?? '', programOf(markdown))
  })
  try {
    const runner = join(root, 'tools/document-runner.ts')
    const { stdout } = await promisify(execFile)(process.execPath, [runner, ...files], {
      cwd: root,
      maxBuffer: 2 ** 26,
    })
    return JSON.parse(stdout) as readonly DocumentRun[]
  } finally {
    for (const file of files) rmSync(file, { force: true })
  }
}

/** The package as its readers import it, from the sources it is made of. */
function withSources(text: string): string {
  return text.replace(
    /from 'perennial-lifetime(?:\/(\w+))?'/,
    (_, entry: string | undefined) => `from '#lifetime/entries/${entry ?? 'index'}.ts'`,
  )
}

function withCheck(text: string, line: number): string {
  const [, code, said] = /^(.*\S)\s+\/\/ → (.+)$/.exec(text) ?? []
  if (code === undefined || said === undefined) return text
  const [, name] = /^(?:const|let) (\w+) = /.exec(code) ?? []
  const place = JSON.stringify(`line ${line}, ${code}`)
  const check = (value: string) => `shown(${value}, (${withPrintedNumbers(said)}), ${place})`
  return name === undefined ? check(code) : `${code}; ${check(name)}`
}

/** Numbers outside quotes as they are printed. */
function withPrintedNumbers(said: string): string {
  return said
    .split(/('[^']*')/)
    .map((part, i) => (i % 2 === 1 ? part : part.replaceAll(/-?\b\d[\d_]*(\.\d+)?/g, printedNumber)))
    .join('')
}

function printedNumber(number: string): string {
  return `printed(${number}, ${number.split('.')[1]?.length ?? 0})`
}
