import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Command } from 'commander'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openDuckDb } from '#columnar/duckdb/open.ts'
import { bank } from '#worlds/bank.ts'
import { bankColumns, bankRows } from '#worlds/bank-rows.ts'
import { electronicsShop } from '#worlds/electronics.ts'
import { orderLineColumns, orderLines } from '#worlds/electronics-rows.ts'
import { batchAsCsv, csvHeader } from '#worlds/world-log.ts'
import { registerWorldCommand } from './world.command.ts'
import { writeWorld } from './write-world.ts'

const shop = electronicsShop({ customers: 200, seed: 4 })
const lines = [...orderLines(shop)].flat()
const text = csvHeader(orderLineColumns) + batchAsCsv(orderLineColumns, lines)
let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'perennial-world-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

test('a world as CSV is its order lines under a header', async () => {
  const file = join(folder, 'shop.csv')
  expect(await writeWorld(shop, { file })).toBe(lines.length)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('gzipped CSV unpacks to the same text', async () => {
  const file = join(folder, 'shop.csv.gz')
  await writeWorld(shop, { file })
  expect(gunzipSync(readFileSync(file)).toString()).toBe(text)
})

test('a world as Parquet has the same rows, with times and prices of their own types', async () => {
  const file = join(folder, "the shop's.parquet")
  await writeWorld(shop, { file })
  const database = await openDuckDb(':memory:')
  const rows = await database.rows(
    `SELECT order_id, strftime(ordered_at, '%Y-%m-%d %H:%M:%S') AS ordered_at, customer_id, product, category, quantity,
            unit_price::VARCHAR AS unit_price, margin::VARCHAR AS margin, currency, channel, country
       FROM read_parquet($file, file_row_number = true) ORDER BY file_row_number`,
    { file },
  )
  await database.close()
  expect(rows).toEqual(lines)
})

test.each(['shop.csv', 'shop.parquet'])(
  'the event loop is never held for long while %s is written',
  async (name) => {
    const several = electronicsShop({ customers: 3000, seed: 4 })
    await writeWorld(shop, { file: join(folder, `first-${name}`) })
    let longest = 0
    let last = process.threadCpuUsage()
    // Time of this thread alone: what other programs do on the machine does not count.
    const watch = setInterval(() => {
      const used = process.threadCpuUsage(last)
      longest = Math.max(longest, (used.user + used.system) / 1000)
      last = process.threadCpuUsage()
    }, 1)
    await writeWorld(several, { file: join(folder, name) })
    clearInterval(watch)
    expect(longest).toBeGreaterThan(0)
    expect(longest).toBeLessThan(50)
  },
)

test('a file that is there is kept unless its replacement is asked for', async () => {
  const file = join(folder, 'shop.csv')
  writeFileSync(file, 'mine')
  await expect(writeWorld(shop, { file })).rejects.toMatchObject({ code: 'WORLD_FILE_EXISTS' })
  expect(readFileSync(file, 'utf8')).toBe('mine')
  await writeWorld(shop, { file, force: true })
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('a world that breaks off leaves no file behind', async () => {
  const broken = {
    ...shop,
    *customers() {
      for (const customer of shop.customers()) {
        if (customer.customer === 'C0000100') throw new Error('the disk is full')
        yield customer
      }
    },
  }
  for (const name of ['shop.csv', 'shop.parquet']) {
    await expect(writeWorld(broken, { file: join(folder, name) })).rejects.toMatchObject({
      code: 'WORLD_FILE_UNWRITABLE',
    })
  }
  expect(readdirSync(folder)).toEqual([])
})

test('a folder that is not there, and a name of no known kind, are refused', async () => {
  await expect(writeWorld(shop, { file: join(folder, 'none', 'shop.csv') })).rejects.toMatchObject({
    code: 'WORLD_FILE_UNWRITABLE',
  })
  await expect(writeWorld(shop, { file: join(folder, 'shop.xlsx') })).rejects.toMatchObject({
    code: 'WORLD_OPTION_INVALID',
  })
})

/** Runs `world` with the arguments and gives what it prints. */
async function run(...words: string[]): Promise<string> {
  let printed = ''
  const program = new Command().exitOverride()
  registerWorldCommand(program, { print: (text) => (printed += text) })
  await program.parseAsync(['world', ...words], { from: 'user' })
  return printed
}

test('the command writes the world and says how large it is', async () => {
  const file = join(folder, 'shop.csv')
  const printed = await run('electronics', '--customers', '200', '--seed', '4', '--out', file)
  expect(printed).toContain(`${lines.length.toLocaleString('en')} rows of 200 customers`)
  expect(readFileSync(file, 'utf8')).toBe(text)
})

test('the command refuses a seed, a number of customers or a day that make no world', async () => {
  const file = join(folder, 'shop.csv')
  for (const flags of [
    ['--customers', '0'],
    ['--seed', '99999999'],
    ['--until', '2024-02-30'],
    ['--until', '2022-12-31'],
  ]) {
    await expect(run('electronics', ...flags, '--out', file)).rejects.toMatchObject({
      code: 'WORLD_OPTION_INVALID',
    })
  }
  expect(readdirSync(folder)).toEqual([])
})

test('a bank is written year by year, its margins adding up, as CSV and as Parquet', async () => {
  const made = bank({ customers: 60, seed: 3, lastYear: 2015 })
  const rows = [...bankRows(made)].flat()
  const [csv, parquet] = [join(folder, 'bank.csv'), join(folder, 'bank.parquet')]
  const asked = ['bank', '--customers', '60', '--seed', '3', '--until', '2015']
  expect(await run(...asked, '--out', csv)).toContain(`${rows.length} rows of 60 customers, 2006 to 2015`)
  expect(readFileSync(csv, 'utf8')).toBe(csvHeader(bankColumns) + batchAsCsv(bankColumns, rows))
  await run(...asked, '--out', parquet)
  const database = await openDuckDb(':memory:')
  const [sums] = await database.rows(
    `SELECT count(*)::INTEGER AS n, min(year_end)::VARCHAR AS first, max(age)::INTEGER AS oldest,
            sum(margin) = sum(margin_account + margin_loan + margin_home + margin_retirement) AS adds_up
       FROM read_parquet($file)`,
    { file: parquet },
  )
  await database.close()
  const oldest = Math.max(...rows.map(({ age }) => age))
  expect(sums).toEqual({ n: rows.length, first: '2006-12-31', oldest, adds_up: true })
})

test('the command refuses a bank that cannot be', async () => {
  const file = join(folder, 'bank.csv')
  for (const flags of [
    ['--customers', '0'],
    ['--until', 'soon'],
    ['--until', '1999'],
  ]) {
    await expect(run('bank', ...flags, '--out', file)).rejects.toMatchObject({ code: 'WORLD_OPTION_INVALID' })
  }
  expect(readdirSync(folder)).toEqual([])
})
