import { access, mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { aFolder, aLog } from '#apps/server/a-server.test-data.ts'
import type { AuditDocument } from '#base-audit/audit-document.ts'
import { auditTables, lenses } from '#base-audit/tables/audit-tables.ts'
import { command, perennial } from './a-command.test-data.ts'

vi.setConfig({ testTimeout: 120_000 })

let folder: string
let log: string

beforeAll(async () => {
  folder = await aFolder(afterAll)
  log = join(folder, 'log.csv')
  await writeFile(log, await aLog(100, afterAll))
})

test('one document has every table and the value of the base, and the report shows both', async () => {
  const report = join(folder, 'report.html')
  const { code, out } = await perennial(['audit', log, '--json', '--out', report, '--length', 'half'])
  expect(code).toBe(0)
  const document = JSON.parse(out) as AuditDocument
  for (const lens of lenses)
    expect(Object.keys(document.lenses[lens].shown.tables)).toEqual(Object.keys(auditTables[lens]))
  expect(document.equity?.value).not.toBeNull()
  const text = await readFile(report, 'utf8')
  expect(text).toContain('by half-year')
  for (const part of ['equity', 'acquisition']) expect(text).toContain(`id="${part}"`)
})

test('tables of periods are audited: said in the terminal, and the report is replaced only when told to', async () => {
  const tables = join(folder, 'periods.csv')
  const report = join(folder, 'periods.html')
  const rows = Array.from(
    { length: 40 },
    (_, row) => `c${row % 9},20${20 + (row % 4)},${1 + (row % 3)},${10 + row}`,
  )
  await writeFile(tables, ['customer,period,transactions,spend', ...rows].join('\n'))
  await writeFile(report, 'an earlier one')
  const refused = await command(['audit', tables, '--out', report])
  expect(refused).toMatchObject({ code: 1, out: '' })
  expect(refused.err).toContain('error[AUDIT_REPORT_TAKEN]')
  expect(await readFile(report, 'utf8')).toBe('an earlier one')
  const { code, out } = await command(['audit', tables, '--out', report, '--force'])
  expect(code).toBe(0)
  expect(out).toContain('9 customers')
  expect(out).toContain(`Written to ${report}`)
  expect(out).not.toMatch(/NaN|undefined|null/)
  expect(await readFile(report, 'utf8')).toContain('need a log of purchases')
})

test('a log of one customer is audited, and what it cannot tell is said', async () => {
  const alone = join(folder, 'alone.csv')
  await writeFile(alone, 'customer,date,amount\nanna,2024-01-05,10\n')
  const { code, out } = await command(['audit', alone])
  expect(code).toBe(0)
  expect(out).toContain('1 customer, 2024-01-05 to 2024-01-05')
  expect(out).toContain('Of next year nothing can be said yet: 24 whole periods are needed, and there are 0.')
})

test('what could not be written is refused before the log is read', async () => {
  const nowhere = await command(['audit', 'not-there.csv', '--out', join(folder, 'no', 'report.html')])
  expect(nowhere.err).toContain('error[AUDIT_REPORT_NOT_WRITABLE]')
  await mkdir(join(folder, 'taken.html'))
  const taken = await command(['audit', 'not-there.csv', '--out', join(folder, 'taken.html'), '--force'])
  expect(taken).toMatchObject({ code: 1 })
  expect(taken.err).toContain('is a folder')
})

test('a log that cannot be audited leaves no report behind', async () => {
  const report = join(folder, 'nothing.html')
  const { code, err } = await command(['audit', log, '--out', report, '--until', '1990-01-01'])
  expect(code).toBe(1)
  expect(err).toContain('error[')
  await expect(access(report)).rejects.toThrow('ENOENT')
})
