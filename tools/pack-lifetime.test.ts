import { execFile } from 'node:child_process'
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { build } from 'vite'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fitBgNbd } from '#lifetime/bg-nbd/bg-nbd.ts'
import { fitGammaGamma } from '#lifetime/gamma-gamma/fit.ts'
import { expectedMeanSpend } from '#lifetime/gamma-gamma/predict.ts'
import { purchaseHistories, spendHistories } from '#lifetime/histories.ts'
import { simulateCustomers } from '#lifetime/predict.ts'
import { purchaseModel } from '#lifetime/models.ts'
import { weeks } from '#kernel/time.ts'
import { seededRandom } from '#numerics/random.ts'
import { journey, startBrowser } from '#tests/journeys/browser.ts'
import { codeBlocks } from './document-code.ts'
import { brokenLinks } from './documents.ts'
import { packLifetime, type PackedLibrary } from './pack-lifetime.ts'

const run = promisify(execFile)
const root = resolve(import.meta.dirname, '..')
const folder = mkdtempSync(join(tmpdir(), 'perennial-pack-'))
const empty = mkdtempSync(join(tmpdir(), 'perennial-empty-'))
let packed: PackedLibrary

beforeAll(async () => {
  packed = packLifetime(join(folder, 'pack'))
  writeFileSync(join(empty, 'package.json'), JSON.stringify({ private: true, type: 'module' }))
  const options = ['--no-audit', '--no-fund', '--offline', '--loglevel=error']
  await run('npm', ['install', ...options, packed.tarball], { cwd: empty })
}, 120_000)

afterAll(() => {
  for (const made of [folder, empty]) rmSync(made, { recursive: true, force: true })
})

/** A log of customers who buy as BG/NBD, whole days. */
function writeLog(path: string): void {
  const random = seededRandom(12)
  const lines = Array.from({ length: 120 }, (_, who) => {
    const gap = 5 + 60 * random()
    const until = 500 * random()
    const days = [Math.floor(120 * random())]
    while ((days.at(-1) ?? 0) < until) days.push((days.at(-1) ?? 0) + Math.ceil(-Math.log(random()) * gap))
    return days
      .filter((day) => day < 500)
      .map((day) => {
        const date = new Date(Date.UTC(2024, 0, 1 + day)).toISOString().slice(0, 10)
        return `c${who},${date},${(10 + 50 * random()).toFixed(2)}`
      })
  })
  writeFileSync(path, `customer,day,amount\n${lines.flat().join('\n')}\n`)
}

describe('the packed library, installed from its tarball into an empty folder', () => {
  test('depends on nothing', () => {
    const lock = JSON.parse(readFileSync(join(empty, 'package-lock.json'), 'utf8')) as {
      readonly packages: Readonly<Record<string, object>>
    }
    expect(Object.keys(lock.packages)).toEqual(['', `node_modules/${packed.name}`])
  })

  test('brings the pages of the models, whose links lead somewhere', () => {
    const home = join(empty, 'node_modules', packed.name)
    const read = (path: string) => (existsSync(join(home, path)) ? readFileSync(join(home, path)) : undefined)
    const pages = ['README.md', ...globSync('docs/models/*.md', { cwd: home })]
    expect(pages).toContain('docs/models/bg-nbd.md')
    const texts = pages.map((path) => ({ path, text: readFileSync(join(home, path), 'utf8') }))
    expect(texts.flatMap((page) => brokenLinks(page, read))).toEqual([])
    expect(texts[0]?.text).toContain('](docs/models/README.md)')
  })

  test('values a customer list by the code of its README', { timeout: 60_000 }, async () => {
    const readme = readFileSync(join(empty, 'node_modules', packed.name, 'README.md'), 'utf8')
    const blocks = codeBlocks(readme).filter(({ language }) => language === 'js')
    writeLog(join(empty, 'purchases.csv'))
    const shown =
      '\nconsole.log(JSON.stringify({ list: list.length, best: best.length, model: fitted.model }))\n'
    writeFileSync(join(empty, 'readme.js'), blocks.map(({ code }) => code).join('\n') + shown)
    const { stdout } = await run(process.execPath, ['readme.js'], { cwd: empty })
    expect(stdout).toMatch(/gave what came|only model/)
    const last = stdout.trim().split('\n').at(-1) ?? ''
    expect(JSON.parse(last)).toMatchObject({ list: 120, best: 50 })
  })

  test('has an entry for every kind, whose types hold without ours', { timeout: 60_000 }, async () => {
    const kinds = ['contracts', 'covariates', 'opportunities', 'spend', 'stages']
    const lines = [
      `import { fitBgNbd, purchaseHistories, weeks, type FittedBgNbd } from '${packed.name}'`,
      ...kinds.map((kind) => `import * as ${kind} from '${packed.name}/${kind}'`),
      "const histories = purchaseHistories({ timeUnit: 'week', repeatPurchases: [2], lastPurchaseAge: [3], age: [4] })",
      'const fit: (of: typeof histories) => FittedBgNbd = fitBgNbd',
      `export const kinds = [fit, weeks(1).days, ${kinds.map((kind) => `Object.keys(${kind}).length`).join(', ')}]`,
    ]
    writeFileSync(join(empty, 'use.ts'), lines.join('\n'))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const options = [
      '--strict',
      '--module',
      'nodenext',
      '--target',
      'es2024',
      '--lib',
      'esnext',
      '--types',
      '',
    ]
    await run(process.execPath, [tsc, ...options, '--noEmit', 'use.ts'], { cwd: empty }).catch(
      (error: { readonly stdout: string }) => expect(error.stdout).toBe(''),
    )
    writeFileSync(
      join(empty, 'use.js'),
      "import { kinds } from './use.ts'\nconsole.log(JSON.stringify(kinds))",
    )
    const { stdout } = await run(process.execPath, ['use.js'], { cwd: empty })
    const [, week, ...counts] = JSON.parse(stdout) as number[]
    expect(week).toBe(7)
    for (const count of counts) expect(count).toBeGreaterThan(4)
  })

  journey('fits and predicts in a browser as in Node, from less than 40 kB', async () => {
    const script = await bundle()
    expect(gzipSync(script).length).toBeLessThan(40_000)
    const browser = await startBrowser()
    try {
      const page = await browser.newPage()
      await page.setContent(`<title>Lifetime</title><script type="module">${script}</script>`)
      await page.waitForFunction('document.title !== "Lifetime"')
      expect(JSON.parse(await page.title())).toEqual(expectedInBrowser())
    } finally {
      await browser.close()
    }
  })
})

const data = simulateCustomers(
  purchaseModel('bg-nbd').withParameters({ r: 0.4, alpha: 4.4, a: 0.8, b: 2.4 }, 'week'),
  { customers: 200, age: weeks(40), random: seededRandom(2) },
).histories
const columns = {
  timeUnit: 'week',
  repeatPurchases: [...data.repeatPurchases],
  lastPurchaseAge: [...data.lastPurchaseAge],
  age: [...data.age],
} as const
const spends = {
  observations: Array.from({ length: 60 }, (_, i) => 1 + (i % 4)),
  meanSpend: Array.from({ length: 60 }, (_, i) => 20 + 15 * Math.sin(i) + (i % 7)),
}

/** What a page would write that wants one model of purchases and one of spend. */
async function bundle(): Promise<string> {
  const program = `
    import { bgNbd, expectedMeanSpend, fitBgNbd, fitGammaGamma, purchaseHistories, spendHistories } from '${packed.name}'
    const histories = purchaseHistories(${JSON.stringify(columns)})
    const spend = spendHistories(${JSON.stringify(spends)})
    const fitted = fitBgNbd(histories)
    const said = {
      logLikelihood: fitted.logLikelihood,
      expected: bgNbd.expectedPurchases(fitted, histories, 26)[0],
      meanSpend: expectedMeanSpend(fitGammaGamma(spend), spend)[0],
    }
    document.title = JSON.stringify(said)`
  writeFileSync(join(empty, 'page.js'), program)
  const made = await build({
    root: empty,
    configFile: false,
    logLevel: 'silent',
    build: { write: false, lib: { entry: join(empty, 'page.js'), formats: ['es'] }, minify: true },
  })
  const [output] = Array.isArray(made) ? made : [made]
  if (output === undefined || !('output' in output)) throw new Error('Vite made no bundle.')
  return output.output[0].code
}

/** The same by the sources; exponentials and logarithms differ in their last digit from one engine to another. */
function expectedInBrowser(): object {
  const histories = purchaseHistories(columns)
  const spend = spendHistories(spends)
  const fitted = fitBgNbd(histories)
  const [expected] = purchaseModel(fitted).expectedPurchases(fitted, histories, 26)
  const [meanSpend] = expectedMeanSpend(fitGammaGamma(spend), spend)
  return {
    logLikelihood: expect.closeTo(fitted.logLikelihood, 8),
    expected: expect.closeTo(expected ?? Number.NaN, 8),
    meanSpend: expect.closeTo(meanSpend ?? Number.NaN, 6),
  }
}
