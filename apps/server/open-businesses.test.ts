import { spawnSync } from 'node:child_process'
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aFolder, businessesIn } from './a-server.test-data.ts'
import { prepareDataFolder, readOwner } from './business-folder.ts'

const coded = (code: string) => expect.objectContaining({ code })

test('a business that was made is there when its folder is opened again', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  const { id } = await first.create({ name: 'Corner shop' })
  await first.close()
  const again = businessesIn(root)
  await again.openAll()
  expect(again.list()).toMatchObject([{ id, name: 'Corner shop', demo: false }])
})

test('the demo comes last, the others in the order in which they were made', async () => {
  const root = await aFolder()
  const businesses = businessesIn(root)
  await businesses.create({
    name: 'Demo',
    business: 'demo',
    demo: true,
    createdAt: '2020-01-01T00:00:00.000Z',
  })
  await businesses.create({ name: 'Second', createdAt: '2026-02-01T00:00:00.000Z' })
  await businesses.create({ name: 'First', createdAt: '2026-01-01T00:00:00.000Z' })
  expect(businesses.list().map(({ name }) => name)).toEqual(['First', 'Second', 'Demo'])
})

test('a new name is kept', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  const { id } = await first.create({ name: 'Corner shop' })
  expect(await first.rename(id, 'Corner shop & son')).toMatchObject({ id, name: 'Corner shop & son' })
  await first.close()
  const again = businessesIn(root)
  expect((await again.open(id)).name).toBe('Corner shop & son')
})

test('a business that is deleted leaves nothing on disk', async () => {
  const root = await aFolder()
  const businesses = businessesIn(root)
  const { id } = await businesses.create({ name: 'Corner shop' })
  await businesses.remove(id)
  expect(() => businesses.get(id)).toThrow(coded('BUSINESS_NOT_FOUND'))
  expect(await readdir(root)).toEqual([])
})

test('the demo is neither renamed nor deleted', async () => {
  const businesses = businessesIn(await aFolder())
  await businesses.create({ name: 'Demo', business: 'demo', demo: true })
  await expect(businesses.rename('demo', 'Mine')).rejects.toThrow(coded('BUSINESS_DEMO_FIXED'))
  await expect(businesses.remove('demo')).rejects.toThrow(coded('BUSINESS_DEMO_FIXED'))
})

test('a business at work is not deleted', async () => {
  const businesses = businessesIn(await aFolder())
  const { id, work } = await businesses.create({ name: 'Corner shop' })
  work.start('import', ({ signal }) => new Promise((_, reject) => signal.addEventListener('abort', reject)))
  await expect(businesses.remove(id)).rejects.toThrow(coded('BUSINESS_WORK_IN_PROGRESS'))
})

test('a discarded business still tells why its first import failed', async () => {
  const businesses = businessesIn(await aFolder())
  const { id, work } = await businesses.create({ name: 'Corner shop' })
  work.start('import', () => Promise.reject(new Error('no')))
  await work.settled()
  await businesses.discard(id)
  expect(businesses.list()).toEqual([])
  expect(businesses.workOf(id).latest).toMatchObject({ state: 'failed' })
  expect(() => businesses.get(id)).toThrow(coded('BUSINESS_NOT_FOUND'))
})

test('a second opener in the same program is told the address of the first', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  await first.create({ name: 'Corner shop' })
  await first.announce('http://127.0.0.1:4400')
  await expect(businessesIn(root).openAll()).rejects.toMatchObject({
    code: 'DATA_FOLDER_IN_USE',
    details: { address: 'http://127.0.0.1:4400', pid: process.pid },
    hint: expect.stringContaining('http://127.0.0.1:4400'),
  })
})

test('another process cannot open a folder that is in use', async () => {
  const root = await aFolder()
  const businesses = businessesIn(root)
  await businesses.create({ name: 'Corner shop' })
  const script = `
    import { createContext } from '#apps/server/context.ts'
    import { OpenBusinesses } from '#apps/server/open-businesses.ts'
    const context = createContext({ logLevel: 'silent' })
    const businesses = new OpenBusinesses({ root: ${JSON.stringify(root)}, context, prepareHistory: async () => {} })
    await businesses.openAll().then(() => console.log('opened'), (error) => console.log(error.code))`
  const { stdout, stderr } = spawnSync(process.execPath, ['--input-type=module-typescript', '-e', script], {
    cwd: join(import.meta.dirname, '../..'),
    encoding: 'utf8',
  })
  expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: 'DATA_FOLDER_IN_USE', stderr: '' })
})

test('a folder whose owner was killed opens again', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  const { id, folder } = await first.create({ name: 'Corner shop' })
  await first.close()
  await writeFile(join(folder, 'owner.json'), JSON.stringify({ pid: 1, address: 'http://127.0.0.1:1' }))
  const again = businessesIn(root)
  await again.open(id)
  expect(await readOwner(folder)).toEqual({ pid: process.pid, address: null })
})

test('a business file that was damaged is refused by name, and left as it is', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  const { id, folder } = await first.create({ name: 'Corner shop' })
  await first.close()
  await writeFile(join(folder, 'business.json'), '{"version":')
  const again = businessesIn(root)
  await expect(again.openAll()).rejects.toMatchObject({
    code: 'DATA_FOLDER_DAMAGED',
    message: expect.stringContaining(id),
  })
  expect(await readFile(join(folder, 'business.json'), 'utf8')).toBe('{"version":')
})

test('a history that is no database is refused', async () => {
  const root = await aFolder()
  const first = businessesIn(root)
  const { folder } = await first.create({ name: 'Corner shop' })
  await first.close()
  await writeFile(
    join(folder, 'history.duckdb'),
    'this is no database, whatever its name may say'.repeat(200),
  )
  await expect(businessesIn(root).openAll()).rejects.toThrow(coded('DATA_FOLDER_DAMAGED'))
})

test('a folder in which nothing can be written is refused', async () => {
  const root = await aFolder()
  await writeFile(join(root, 'file'), '')
  await expect(prepareDataFolder(join(root, 'file', 'data'))).rejects.toThrow(
    coded('DATA_FOLDER_NOT_WRITABLE'),
  )
})

test('what a deletion left behind when the program was killed goes at the next start', async () => {
  const root = await aFolder()
  await mkdir(join(root, '.gone-bus_x', 'snapshots'), { recursive: true })
  await prepareDataFolder(root)
  expect(await readdir(root)).toEqual([])
})

test('folders that are no business are left alone', async () => {
  const root = await aFolder()
  await mkdir(join(root, 'my-notes'))
  const businesses = businessesIn(root)
  await businesses.openAll()
  expect(businesses.list()).toEqual([])
  expect(await readdir(root)).toEqual(['my-notes'])
})
