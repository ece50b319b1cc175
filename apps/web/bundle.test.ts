/** What a page loads before it can be read. */
import { globSync, readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { basename, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

const heaviest = 250_000
let chunks: ReadonlyMap<string, Rolldown.OutputChunk>

beforeAll(async () => {
  // As it is built for people, not for tests.
  vi.stubEnv('NODE_ENV', 'production')
  const config = { configFile: resolve(import.meta.dirname, 'vite.config.ts'), logLevel: 'error' } as const
  const built = (await build({ ...config, build: { write: false } })) as Rolldown.RolldownOutput
  chunks = new Map(
    built.output.flatMap((part) => (part.type === 'chunk' ? [[part.fileName, part] as const] : [])),
  )
}, 60_000)

afterAll(() => {
  vi.unstubAllEnvs()
})

/** Screens, and the slices whose words come with them. */
const screens = globSync('screens/*.tsx', { cwd: import.meta.dirname }).map((path) => basename(path, '.tsx'))
const router = readFileSync(resolve(import.meta.dirname, 'router.tsx'), 'utf8')
const spoken = new Map(
  Array.from(
    router.matchAll(/speaking\(\[(.*?)\], \(\) => import\('\.\/screens\/(.*?)\.tsx'\)/g),
    (found) => [found[2] ?? '', (found[1] ?? '').split(', ').map((name) => name.slice(1, -1))],
  ),
)

test.each(screens)(
  'the scripts and words that the page %s needs before its charts weigh less than 250 kB, gzipped',
  (screen) => {
    const slices = spoken.get(screen) ?? []
    expect(slices).not.toEqual([])
    const needed = scriptsOf(
      (id) =>
        id.endsWith('/apps/web/index.html') ||
        id.endsWith(`/screens/${screen}.tsx`) ||
        slices.some((slice) => id.endsWith(`/domains/${slice}/locales/en.json`)),
    )
    const weight = needed.reduce((sum, { code }) => sum + gzipSync(code).length, 0)
    expect(weight).toBeGreaterThan(50_000)
    expect(weight).toBeLessThan(heaviest)
  },
)

test('what draws charts is in no script that a page needs before them', () => {
  const needed = scriptsOf((id) => !/chart|plot|report/.test(id) && !id.endsWith('-charts.view.tsx'))
  const drawing = needed.filter(({ moduleIds }) =>
    moduleIds.some((id) => id.includes('/@observablehq/plot/')),
  )
  expect(drawing.map(({ fileName }) => fileName)).toEqual([])
})

/** Chunks that begin with a chosen module, and all that these import at once. */
function scriptsOf(begins: (module: string) => boolean): readonly Rolldown.OutputChunk[] {
  const needed = new Map<string, Rolldown.OutputChunk>()
  const follow = (fileName: string) => {
    const chunk = chunks.get(fileName)
    if (chunk === undefined || needed.has(fileName)) return
    needed.set(fileName, chunk)
    chunk.imports.forEach(follow)
  }
  for (const { fileName, facadeModuleId } of chunks.values()) {
    if (facadeModuleId !== null && begins(facadeModuleId)) follow(fileName)
  }
  return [...needed.values()]
}
