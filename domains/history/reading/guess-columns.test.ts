import { expect, test } from 'vitest'
import { testWithDataset } from '#tests/datasets.ts'
import { describeTable, sampleText, type FileDescription } from './describe-file.ts'
import { inEnglish } from '../history-english.ts'
import type { MappingOverrides } from './mapping.ts'
import type { Finding } from './finding.ts'
import { readHead } from './source-head.source.ts'

function described(text: string, overrides: MappingOverrides = {}): FileDescription {
  const head = {
    kind: 'text',
    compression: 'none',
    bytes: text.length,
    head: Buffer.from(text),
    complete: true,
  } as const
  return describeTable(sampleText(head, overrides), overrides)
}

/** Roles by the names of their columns. */
function rolesOf({ mapping }: FileDescription): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(mapping.roles).map(([role, place]) => [role, mapping.columns[place] ?? '']),
  )
}

const row = (...cells: readonly string[]) => cells.join(';')
const log = (header: string) =>
  `${[header, ...Array.from({ length: 9 }, (_, n) => row(`K${n % 3}`, `0${n + 1}.01.2024`, `${n},50`))].join('\n')}\n`

test.each([
  ['English', 'Customer ID;Order Date;Total Amount'],
  ['German', 'Kundennummer;Bestelldatum;Umsatz'],
  ['Italian', 'Codice cliente;Data;Importo totale'],
  ['Catalan', 'Codi client;Data;Import'],
  ['Spanish', 'Cliente;Fecha;Importe'],
  ['Russian', 'Клиент;Дата;Сумма'],
  ['Armenian', 'Հաճախորդ;Ամսաթիվ;Գումար'],
  ['Urdu', 'گاہک;تاریخ;رقم'],
])('columns named in %s are found by their names', (_, header) => {
  const [customer = '', date = '', amount = ''] = header.split(';')
  const description = described(log(header))
  expect(rolesOf(description)).toEqual({ customer, date, amount })
  expect(description.guesses.map(({ confidence }) => confidence > 0.8)).toEqual([true, true, true])
})

test('the names of a file may be of any style', () => {
  const header =
    'household_id,StockCode,QTY,unitPrice,invoice-no,sales channel,TransactionTimestamp,currency_code,is_returned'
  const line = 'H7,85123A,6,2.55,536365,web,2024-01-02 10:00:00,GBP,no'
  expect(rolesOf(described(`${header}\n${line}\n${line}\n`))).toEqual({
    customer: 'household_id',
    product: 'StockCode',
    quantity: 'QTY',
    'unit-price': 'unitPrice',
    order: 'invoice-no',
    channel: 'sales channel',
    date: 'TransactionTimestamp',
    currency: 'currency_code',
    refund: 'is_returned',
  })
})

test('a price beside an amount is not needed; without a quantity it is the amount', () => {
  expect(
    rolesOf(described('customer,date,price,qty,total\nA,2024-01-01,2.5,2,5.0\nA,2024-01-02,2.5,2,5.0\n')),
  ).toEqual({
    customer: 'customer',
    date: 'date',
    quantity: 'qty',
    amount: 'total',
  })
  expect(rolesOf(described('Id,Date,Price\nA,2024-01-01,2.5\nA,2024-01-02,2.5\n'))).toMatchObject({
    amount: 'Price',
  })
})

test('a price that is given is multiplied by the quantity, whatever amounts there are', () => {
  const text = 'customer,date,price,qty,total\nA,2024-01-01,2.5,2,5.0\nA,2024-01-02,2.5,2,5.0\n'
  expect(rolesOf(described(text, { unitPrice: 'price' }))).toEqual({
    customer: 'customer',
    date: 'date',
    'unit-price': 'price',
    quantity: 'qty',
  })
})

test('without names the content tells', () => {
  const text = '00004  19970101 2  29.33\n00004  19970118 1  29.73\n00021  19970202 3  14.96\n'
  const description = described(text)
  expect(description.mapping.roles).toEqual({ customer: 0, date: 1, quantity: 2, amount: 3 })
  expect(description.dialect).toMatchObject({ delimiter: 'spaces', header: false })
  expect(description.guesses.every(({ because }) => because.length > 0)).toBe(true)
})

test('a role that is given wins over any guess, by name or number, and an empty text takes it away', () => {
  const text = 'customer,member,date,amount\nA,X,2024-01-01,2.5\nB,X,2024-01-02,2.5\n'
  expect(rolesOf(described(text))).toMatchObject({ customer: 'customer' })
  expect(rolesOf(described(text, { customer: 'MEMBER' }))).toMatchObject({ customer: 'member' })
  expect(rolesOf(described(text, { customer: '2' }))).toMatchObject({ customer: 'member' })
  expect(described(text, { amount: '' }).findings).toMatchObject([
    { code: 'HISTORY_AMOUNT_COLUMN_MISSING', stops: true },
  ])
  expect(described(text, { customer: 'who' }).findings).toMatchObject([
    { code: 'HISTORY_COLUMN_UNKNOWN', stops: true },
  ])
})

test('what is missing is said with the columns that are there', () => {
  const { findings } = described('alpha,beta\nx,y\nz,w\n', { header: true })
  expect(findings.filter(({ stops }) => stops).map(({ code }) => code)).toEqual([
    'HISTORY_DATE_COLUMN_MISSING',
    'HISTORY_AMOUNT_COLUMN_MISSING',
  ])
  expect(messageOf(findings.at(-1))).toContain('The columns are alpha, beta.')
  const numbers = described('when,what\n1.5,2.5\n', {})
  expect(numbers.findings.map(({ code }) => code)).toContain('HISTORY_CUSTOMER_COLUMN_MISSING')
})

test('a column of dates that no format reads is named with its text', () => {
  const { findings } = described('customer,date,amount\nA,first of May,2.5\nA,next week,2.5\n', {
    date: 'date',
  })
  expect(findings).toMatchObject([{ code: 'HISTORY_DATE_FORMAT_UNKNOWN', stops: true }])
  expect(messageOf(findings[0])).toContain('first of May')
})

test('the mapping of an earlier file of the same shape settles what the new one leaves open', () => {
  const text = 'who,ident,on,amount\nA,X,03/04/2024,2.5\nB,X,03/05/2024,2.5\n'
  const first = described(text, { customer: 'ident', date: 'on', dateFormat: '%d/%m/%Y' })
  const head = {
    kind: 'text',
    compression: 'none',
    bytes: 1,
    head: Buffer.from(text),
    complete: true,
  } as const
  const second = describeTable(sampleText(head, {}), {}, first.mapping)
  expect(second.fingerprint).toBe(first.fingerprint)
  expect(second.mapping).toEqual(first.mapping)
  expect(second.findings).toEqual([])
})

testWithDataset(
  'the CDNOW sample has no header and two ids: the first is taken, and that is said',
  'cdnow/CDNOW_sample.txt',
  async (path) => {
    const description = describeTable(sampleText(await readHead(path), {}), {})
    expect(description.mapping).toMatchObject({
      roles: { customer: 0, date: 2, quantity: 3, amount: 4 },
      dateFormat: '%Y%m%d',
    })
    expect(description.findings).toMatchObject([{ code: 'HISTORY_CUSTOMER_CHOSEN', stops: false }])
  },
)

testWithDataset(
  'the CDNOW master has a header over runs of spaces',
  'cdnow/CDNOW_master.txt.gz',
  async (path) => {
    const description = describeTable(sampleText(await readHead(path), {}), {})
    expect(rolesOf(description)).toEqual({
      customer: 'customer_id',
      date: 'date',
      quantity: 'number_of_cds',
      amount: 'dollar_value',
    })
    expect(description.findings).toEqual([])
  },
)

testWithDataset(
  'every column of the retailer is understood',
  'online-retail/online_retail.csv.gz',
  async (path) => {
    const description = describeTable(sampleText(await readHead(path), {}), {})
    expect(rolesOf(description)).toEqual({
      order: 'InvoiceNo',
      product: 'StockCode',
      quantity: 'Quantity',
      date: 'InvoiceDate',
      'unit-price': 'UnitPrice',
      customer: 'CustomerID',
      country: 'Country',
    })
    expect(description.mapping).toMatchObject({ cancelledOrders: true, customersWithPointZero: true })
  },
)

function messageOf(finding: Finding | undefined): string {
  return finding === undefined ? '' : inEnglish(finding, 'text')
}
