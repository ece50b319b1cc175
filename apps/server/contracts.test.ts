/** A business of contracts over HTTP: each page's answer has its shape, and what does not suit contracts is refused. */
import { afterAll, expect, test, vi } from 'vitest'
import { readAcquisition } from '#base-audit/acquisition.contract.ts'
import { readWhole } from '#base-audit/base-audit.contract.ts'
import { readEquity, readEquityBridge } from '#base-audit/equity.contract.ts'
import { readBusiness, readWork } from '#history/business.contract.ts'
import {
  importUpload,
  listImports,
  previewUpload,
  refreshBusiness,
  undoImport,
} from '#history/history.contract.ts'
import { aClub } from '#lifetime-value/contracts/a-contract-log.test-data.ts'
import {
  listCustomers,
  readBase,
  readCustomer,
  readTrust,
  readValue,
} from '#lifetime-value/lifetime-value.contract.ts'
import { aFolder, anApp } from './a-server.test-data.ts'

/** Valuing takes a second or two, more where all tests run at once. */
vi.setConfig({ testTimeout: 120_000 })

const { ask, send, businesses } = anApp(await aFolder(afterAll), afterAll)
const lines = aClub(200).map(([member, start, end, , fee]) => [member, start, end, fee].join(','))
const log = `member,start,end,fee\n${lines.join('\n')}\n`

/** Imports a log and waits for what comes of it. */
async function imported(text: string, business: string | { name: string }, options = {}) {
  const upload = await send('club.csv', text)
  const { business: made } = await ask(importUpload, { upload, business, options })
  await businesses.workOf(made.business).settled()
  const { work } = await ask(readWork, { business: made.business })
  return { business: made.business, work }
}

const { business } = await imported(log, { name: 'Club' })

test('the file is shown as contracts, with their period', async () => {
  const shown = await ask(previewUpload, { upload: await send('club.csv', log) })
  expect(shown.format).toMatchObject({ log: 'contracts', period: 'month' })
  expect(shown.columns.map(({ role }) => role)).toEqual([
    'customer',
    'contract-start',
    'contract-end',
    'amount',
  ])
})

test('every page answers, and says that it is of contracts', async () => {
  expect(await ask(readBusiness, { business })).toMatchObject({ log: 'contracts', outdated: false })
  const document = await ask(readValue, { business })
  const base = await ask(readBase, { business })
  expect(base).toMatchObject({
    log: 'contracts',
    contracts: document.contracts,
    totals: document.totals,
    recencyFrequency: null,
  })
  const trust = await ask(readTrust, { business })
  expect(trust).toMatchObject({ log: 'contracts', spendModel: { name: 'contract-amount' } })
  expect(trust.survival?.renewals.length).toBeGreaterThan(10)
  expect(trust.tracking?.weeks.length).toBeGreaterThan(52)
  const { total, customers } = await ask(listCustomers, { business, activeFrom: 1 })
  expect(total).toBe(document.totals?.active)
  const one = await ask(readCustomer, { business, customer: customers[0]?.customer ?? '' })
  const sum = one.contracts?.reduce((value, contract) => value + (contract.value ?? 0), 0)
  expect(sum).toBeCloseTo(one.value?.mean ?? 0, 8)
  expect(one).toMatchObject({ period: 'month', timeline: { probabilityActive: [] } })
  const [gone] = (await ask(listCustomers, { business, activeTo: 0 })).customers
  const left = await ask(readCustomer, { business, customer: gone?.customer ?? '' })
  expect(left).toMatchObject({
    probabilityActive: 0,
    value: { mean: 0, low: 0, high: 0 },
    probabilityBuys: 0,
  })
  expect(left.contracts?.every(({ endedOn, nextRenewal }) => endedOn !== null && nextRenewal === null)).toBe(
    true,
  )
})

test('the audit counts payments, and says so; equity and acquisition say what is not worked out', async () => {
  const { shown } = await ask(readWhole, { business })
  expect(shown.notices.map(({ code }) => code)).toContain('paymentsOfContracts')
  const equity = await ask(readEquity, { business })
  expect(equity.findings.map(({ code }) => code)).toContain('contracts-unbridged')
  expect(equity.value?.value).toBe((await ask(readValue, { business })).totals?.value)
  const { findings } = await ask(readAcquisition, { business })
  expect(findings.map(({ code }) => code)).toContain('contracts-unbridged')
  await expect(ask(readEquityBridge, { business })).rejects.toMatchObject({
    code: 'EQUITY_CONTRACTS_UNBRIDGED',
  })
})

test('a model of purchases is refused, and the business stays as it was', async () => {
  const before = await ask(readBusiness, { business })
  await ask(refreshBusiness, { business, options: { model: 'bg-nbd' } })
  await businesses.workOf(business).settled()
  expect((await ask(readWork, { business })).work).toMatchObject({
    state: 'failed',
    error: { code: 'VALUE_MODEL_OF_PURCHASES' },
  })
  const after = await ask(readBusiness, { business })
  expect(after.snapshot).toBe(before.snapshot)
  await ask(refreshBusiness, { business, options: { model: 'bdw' } })
  await businesses.workOf(business).settled()
  expect((await ask(readValue, { business })).model.name).toBe('bdw')
})

test('a log of purchases is refused for it, and taking its file back leaves nothing', async () => {
  const { work } = await imported('customer,date,amount\na,2024-01-01,5\n', business)
  expect(work).toMatchObject({ state: 'failed', error: { code: 'HISTORY_LOGS_MIXED' } })
  const [entry] = (await ask(listImports, { business })).imports
  expect(entry?.report.contracts).toMatchObject({ period: 'month', contracts: lines.length })
  await ask(undoImport, { business, import: entry?.import ?? '' })
  await businesses.workOf(business).settled()
  expect(await ask(readBusiness, { business })).toMatchObject({ snapshot: null, log: null })
})
