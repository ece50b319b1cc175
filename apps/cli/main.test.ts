import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder } from '#apps/server/a-server.test-data.ts'
import { perennial } from './a-command.test-data.ts'

test('the version is that of the package', async () => {
  const { version } = JSON.parse(await readFile(join(import.meta.dirname, '../../package.json'), 'utf8')) as {
    version: string
  }
  expect(await perennial(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

test('help names every command and gives examples', async () => {
  const { code, out } = await perennial(['--help'])
  expect(code).toBe(0)
  for (const command of ['serve', 'value', 'import', 'imports', 'undo', 'refresh', 'world', 'doctor'])
    expect(out).toMatch(new RegExp(`^ {2}${command}\\b`, 'm'))
  expect(out).toContain('Examples:')
})

test.each([
  [['nonsense'], "unknown command 'nonsense'"],
  [['import'], "missing required argument 'file'"],
  [['serve', '--nonsense'], "unknown option '--nonsense'"],
  [['serve', '--port', '99999'], 'A port is a number from 0 to 65535'],
  [['import', 'x.csv', '--margin', 'much'], 'It is not a number'],
])('%j is a misuse: exit code 2 and the next step', async (words, what) => {
  const { code, out, err } = await perennial(words)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('error[COMMAND_MISUSED]')
  expect(err).toContain(what)
  expect(err).toContain('hint: ')
})

test('a reader that has seen enough is no failure', async () => {
  const ran = await perennial(['import', '--help'], ({ closeOutput }) => closeOutput())
  expect(ran).toMatchObject({ code: 0, err: '' })
})

test('the doctor finds an empty place in order, for people and for programs', async () => {
  const data = join(await aFolder(), 'data')
  const { out } = await perennial(['doctor', '--data', data, '--port', '0'])
  expect(out).toContain('✓ Engine: DuckDB')
  const { out: json } = await perennial(['doctor', '--data', data, '--port', '0', '--json'])
  const findings = JSON.parse(json) as { what: string; state: string }[]
  expect(findings.find(({ what }) => what === 'Businesses')).toMatchObject({ state: 'good' })
})

test('the doctor names what is damaged and ends with 1', async () => {
  const data = await aFolder()
  await mkdir(join(data, 'demo'))
  await writeFile(join(data, 'demo', 'business.json'), 'nonsense')
  const { code, out } = await perennial(['doctor', '--data', data])
  expect(code).toBe(1)
  expect(out).toContain('✗ Business demo')
  expect(out).toContain('hint: ')
})
