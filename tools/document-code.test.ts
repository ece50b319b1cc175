import { existsSync, globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { codeBlocks, missingDatasets, programOf, runDocuments } from './document-code.ts'
import type { DocumentRun } from './document-shown.ts'

const root = join(import.meta.dirname, '..')
const all = globSync('docs/models/*.md', { cwd: root })
  .toSorted()
  .map((path) => ({ path, markdown: readFileSync(join(root, path), 'utf8') }))
const pages = all.filter(({ markdown }) => missingDatasets(markdown).length === 0)
let runs: readonly DocumentRun[] = []

beforeAll(async () => {
  runs = await runDocuments(pages)
}, 120_000)

pages.forEach(({ path, markdown }, place) => {
  test(`every code block of ${path} runs and gives what it says`, () => {
    const languages = codeBlocks(markdown).map(({ language }) => language)
    expect(languages.filter((language) => !['ts', 'text', 'csv'].includes(language))).toEqual([])
    const { failures, figures } = runs[place] ?? { failures: ['it was not run'], figures: {} }
    expect(failures).toEqual([])
    for (const [name, drawn] of Object.entries(figures)) {
      const file = join(root, 'docs/models', name)
      expect(existsSync(file) && readFileSync(file, 'utf8'), `run tools/draw-figures.ts for ${name}`).toBe(
        drawn,
      )
      expect(markdown).toContain(`](${name})`)
    }
  })
})

for (const { path, markdown } of all) {
  const [missing] = missingDatasets(markdown)
  if (missing === undefined) continue
  const name = `every code block of ${path} runs and gives what it says`
  test.skip(`${name} (data set ${missing} is not on this machine)`, () => {})
}

const fence = '```'

test('a line that gives something else than it says is found, one that gives it is not', async () => {
  const page = [
    `${fence}ts`,
    'const third = 1 / 3 // → 0.333',
    "({ a: [third, 2], b: 'x-1' }) // → { a: [0.33, 2], b: 'x-1' }",
    'third // → 0.34',
    'Float64Array.of(-1.5, 2) // → [-1.5, 3]',
    'null // → null',
    fence,
    `${fence}text`,
    'throw everything away',
    fence,
    `${fence}ts`,
    'third + 1 // → 2',
    fence,
  ].join('\n')
  const [run] = await runDocuments([{ path: 'docs/example.md', markdown: page }])
  expect(run?.failures).toEqual([
    'line 4, third: it gives 0.3333333333333333',
    'line 5, Float64Array.of(-1.5, 2): it gives [-1.5,2]',
    'line 12, third + 1: it gives 1.3333333333333333',
  ])
})

test('a program that breaks off is a failure, and the next one runs all the same', async () => {
  const broken = `${fence}ts\n1 // → 2\nthrow new Error('lost')\n${fence}\n`
  const sound = `${fence}ts\n1 // → 1\n${fence}\n`
  const runs = await runDocuments([
    { path: 'docs/broken.md', markdown: broken },
    { path: 'docs/sound.md', markdown: sound },
  ])
  expect(runs.map(({ failures }) => failures)).toEqual([
    ['line 2, 1: it gives 1', 'it breaks off: Error: lost'],
    [],
  ])
})

test('what is imported from the package comes from its sources', () => {
  const page = [
    `${fence}ts`,
    "import { weeks } from 'perennial-lifetime'",
    "import { fitSbg } from 'perennial-lifetime/contracts'",
    fence,
  ].join('\n')
  expect(programOf(page)).toContain("from '#lifetime/entries/index.ts'")
  expect(programOf(page)).toContain("from '#lifetime/entries/contracts.ts'")
})

test('a document that reads a data set is known by it, and one whose data set is absent is not run', () => {
  const page = (file: string) => `${fence}ts\nread(datasetPath('${file}') ?? '')\n${fence}\n`
  expect(missingDatasets(page('nowhere/absent.csv'))).toEqual(['nowhere/absent.csv'])
  expect(missingDatasets('Prose may speak of `datasetPath(...)` as it likes.')).toEqual([])
})

test('only TypeScript is run', () => {
  expect(programOf(`${fence}text\nnothing\n${fence}\n`)).not.toContain('nothing')
})
