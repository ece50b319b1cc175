import { readdir } from 'node:fs/promises'
import { afterAll, expect, test, vi } from 'vitest'
import { readWork } from '#history/business.contract.ts'
import { listCovariates, previewCovariates, undoCovariates } from '#history/covariates.contract.ts'
import { importUpload, listImports, refreshBusiness } from '#history/history.contract.ts'
import { listCustomers, readCustomer, readTrust, readValue } from '#lifetime-value/lifetime-value.contract.ts'
import { readEquity } from '#base-audit/equity.contract.ts'
import { aFolder, aLog, anApp } from './a-server.test-data.ts'

/** Valuing takes a second or two, more where all tests run at once. */
vi.setConfig({ testTimeout: 120_000 })

const folder = await aFolder(afterAll)
const { ask, send, businesses } = anApp(folder, afterAll)
const log = await aLog(80, afterAll)
const names = [...new Set(log.split('\n').slice(1).map(customerOf))].filter((name) => name !== '')

/** The customer of a line, by the place of that column. */
function customerOf(line: string): string {
  const place = (log.split('\n')[0] ?? '').split(',').findIndex((name) => /customer/i.test(name))
  return line.split(',')[place] ?? ''
}

const known = [
  'customer,club,age',
  ...names.map((name, i) => `${name},${i % 2 ? 'yes' : 'no'},${30 + (i % 3)}`),
].join('\n')
const coded = (code: string) => expect.objectContaining({ code })

/** Waits for what runs, and says how it ended. */
async function ended(business: string) {
  await businesses.workOf(business).settled()
  return (await ask(readWork, { business })).work
}

async function aBusiness(covariates?: string): Promise<string> {
  const { business } = await ask(importUpload, {
    upload: await send('log.csv', log),
    business: { name: 'Corner shop' },
    options: { model: 'mbg-nbd' },
    ...(covariates !== undefined && { covariates: { upload: await send('known.csv', covariates) } }),
  })
  await ended(business.business)
  return business.business
}

const business = await aBusiness()

test('a file is looked at, used, listed, shown, and taken back', async () => {
  const upload = await send('known.csv', known)
  const preview = await ask(previewCovariates, { business, upload })
  expect(preview.columns.map(({ role }) => role)).toEqual(['customer', 'category', 'number'])
  expect(preview.known).toBe(names.length)

  await ask(refreshBusiness, { business, covariates: { upload } })
  expect(await ended(business)).toMatchObject({ state: 'done', kind: 'refresh' })
  const { files } = await ask(listCovariates, { business })
  expect(files).toMatchObject([{ fileName: 'known.csv', inUse: true, figures: { known: names.length } }])
  const { covariates } = await ask(readTrust, { business })
  expect(covariates?.columns).toEqual(['club: yes', 'age'])
  expect(covariates).toEqual((await ask(readValue, { business })).covariates)
  const { customers } = await ask(listCustomers, { business, search: names[1] ?? '' })
  const read = await ask(readCustomer, { business, customer: customers[0]?.customer ?? '' })
  expect(read.covariates).toEqual([
    { name: 'club', value: 'yes' },
    { name: 'age', value: '31' },
  ])
  expect(read.timeline?.probabilityActive.length).toBeGreaterThan(10)

  const { totals } = await ask(readValue, { business })
  const { cohorts, value } = await ask(readEquity, { business })
  expect(value?.value).toBe(totals?.value)
  expect(cohorts.reduce((sum, cohort) => sum + cohort.value.mean, 0) / (totals?.value ?? 0)).toBeCloseTo(1, 9)

  await ask(undoCovariates, { business, covariates: files[0]?.covariates ?? '' })
  await ended(business)
  expect((await ask(readTrust, { business })).covariates).toBeNull()
  const without = await ask(readCustomer, { business, customer: customers[0]?.customer ?? '' })
  expect(without.covariates).toEqual([])
})

test('purchases and covariates come by one import', async () => {
  const other = await aBusiness(known)
  expect((await ask(readValue, { business: other })).covariates?.columns).toEqual(['club: yes', 'age'])
})

test('covariates that cannot be read leave a business as it was, and a new one is not made', async () => {
  const before = await ask(readValue, { business })
  const upload = await send('known.csv', 'customer,club\nnobody,yes\nno one,no\n')
  await ask(refreshBusiness, { business, covariates: { upload } })
  expect(await ended(business)).toMatchObject({
    state: 'failed',
    error: coded('HISTORY_COVARIATES_CUSTOMERS_UNKNOWN'),
  })
  expect(await ask(readValue, { business })).toEqual(before)
  const made = await readdir(folder)
  const refused = await aBusiness('customer,club\nnobody,yes\n')
  expect(() => businesses.get(refused)).toThrow(refused)
  expect(await readdir(folder)).toHaveLength(made.length)
})

test('covariates with which the history cannot be valued are taken back', async () => {
  await ask(refreshBusiness, {
    business,
    options: { model: 'nbd' },
    covariates: { upload: await send('known.csv', known) },
  })
  expect(await ended(business)).toMatchObject({ state: 'failed', error: coded('VALUE_COVARIATES_MODEL') })
  const { files } = await ask(listCovariates, { business })
  expect(files.filter(({ undoneAt }) => undoneAt === null)).toEqual([])
  expect((await ask(listImports, { business })).imports).toHaveLength(1)
})

test('what is not there, or was taken back, cannot be taken back', async () => {
  await expect(ask(undoCovariates, { business, covariates: 'cov_x' })).rejects.toEqual(
    coded('HISTORY_COVARIATES_NOT_FOUND'),
  )
  const { files } = await ask(listCovariates, { business })
  await expect(ask(undoCovariates, { business, covariates: files[0]?.covariates ?? '' })).rejects.toEqual(
    coded('HISTORY_COVARIATES_UNDONE'),
  )
  await expect(
    ask(refreshBusiness, { business, covariates: { upload: 'upl_00000000000000000000000000' } }),
  ).rejects.toEqual(coded('UPLOAD_NOT_FOUND'))
})
