import { mkdir, readFile, readdir, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { aContext, aFolder } from './a-server.test-data.ts'
import { Uploads } from './uploads.ts'

const coded = (code: string) => expect.objectContaining({ code })

async function uploadsIn() {
  const folder = await aFolder()
  return { folder, uploads: new Uploads(folder, aContext().newId) }
}

function body(...parts: string[]) {
  return new Blob(parts).stream()
}

test('a file that was sent is found under its name, byte for byte', async () => {
  const { uploads } = await uploadsIn()
  const { upload } = await uploads.receive({ fileName: 'Käufe 2025.csv', body: body('a,b\n', '1,2\n') })
  const found = await uploads.find(upload)
  expect(found).toMatchObject({ upload, fileName: 'Käufe 2025.csv', bytes: 8 })
  expect(await readFile(found.path, 'utf8')).toBe('a,b\n1,2\n')
})

test.each([
  ['../../etc/passwd', 'passwd'],
  ['C:\\Users\\me\\log.csv', 'log.csv'],
  ['/absolute/log.csv', 'log.csv'],
  ['.hidden.csv', 'hidden.csv'],
  ['a\u0000b\n.csv', 'ab.csv'],
])('a name cannot leave its folder: %j becomes %j', async (fileName, kept) => {
  const { uploads, folder } = await uploadsIn()
  const { upload, path } = await uploads.receive({ fileName, body: body('x') })
  expect(path).toBe(join(folder, upload, kept))
})

test('a long name keeps its end, where its kind stands', async () => {
  const { uploads } = await uploadsIn()
  const { fileName } = await uploads.receive({ fileName: `${'ж'.repeat(300)}.csv.gz`, body: body('x') })
  expect(fileName).toMatch(/ж\.csv\.gz$/)
  expect(Buffer.byteLength(fileName)).toBeLessThanOrEqual(200)
})

test.each(['', '   ', '..', '/', '\n'])('a name of nothing is refused: %j', async (fileName) => {
  const { uploads } = await uploadsIn()
  await expect(uploads.receive({ fileName, body: body('x') })).rejects.toThrow(coded('UPLOAD_NAME_MISSING'))
})

test('an empty file is refused and leaves nothing', async () => {
  const { uploads, folder } = await uploadsIn()
  await expect(uploads.receive({ fileName: 'a.csv', body: body('') })).rejects.toThrow(coded('UPLOAD_EMPTY'))
  expect(await readdir(folder)).toEqual([])
})

test('a file that breaks off is refused and leaves nothing', async () => {
  const { uploads, folder } = await uploadsIn()
  const broken = new ReadableStream<Uint8Array>({
    pull(controller) {
      controller.enqueue(new Uint8Array(1000))
      controller.error(new Error('connection lost'))
    },
  })
  await expect(uploads.receive({ fileName: 'a.csv', body: broken })).rejects.toThrow(
    coded('UPLOAD_INCOMPLETE'),
  )
  await expect(uploads.receive({ fileName: 'a.csv', body: body('abc'), bytes: 10 })).rejects.toThrow(
    coded('UPLOAD_INCOMPLETE'),
  )
  expect(await readdir(folder)).toEqual([])
})

test('a file is written as it comes, not held in memory', async () => {
  const { uploads } = await uploadsIn()
  const chunk = new Uint8Array(1 << 20)
  let left = 64
  const large = new ReadableStream<Uint8Array>({
    pull(controller) {
      if ((left -= 1) < 0) controller.close()
      else controller.enqueue(chunk)
    },
  })
  const before = process.memoryUsage().arrayBuffers
  const { bytes } = await uploads.receive({ fileName: 'large.csv', body: large })
  expect(bytes).toBe(64 << 20)
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(16 << 20)
})

test.each(['upl_unknown', '../secret', '', 'upl_01h2xcejqtf2nbrexx3vqjhp41'])(
  'an upload that is not there is refused: %j',
  async (upload) => {
    const { uploads } = await uploadsIn()
    await expect(uploads.find(upload)).rejects.toThrow(coded('UPLOAD_NOT_FOUND'))
  },
)

test('uploads go after a day, unless work still needs them', async () => {
  const { uploads, folder } = await uploadsIn()
  const [old, needed, fresh] = await Promise.all(
    ['old.csv', 'needed.csv', 'fresh.csv'].map((fileName) => uploads.receive({ fileName, body: body('x') })),
  )
  const now = Date.now()
  const twoDaysAgo = new Date(now - 2 * 86_400_000)
  for (const { upload } of [old!, needed!]) await utimes(join(folder, upload), twoDaysAgo, twoDaysAgo)
  await mkdir(join(folder, 'not-ours'))
  await uploads.sweep(now, new Set([needed!.upload]))
  expect(new Set(await readdir(folder))).toEqual(new Set([needed!.upload, fresh!.upload, 'not-ours']))
})

test('a file of this machine is taken in without a copy, and stays where it is when it is forgotten', async () => {
  const { uploads } = await uploadsIn()
  const path = join(await aFolder(), 'own log.csv')
  await writeFile(path, 'a,b\n')
  const { upload } = await uploads.adopt(path)
  const found = await uploads.find(upload)
  expect(found).toMatchObject({ fileName: 'own log.csv', bytes: 4 })
  expect(await readFile(found.path, 'utf8')).toBe('a,b\n')
  await uploads.remove(upload)
  expect(await readFile(path, 'utf8')).toBe('a,b\n')
})

test('forgetting an upload twice is no matter', async () => {
  const { uploads, folder } = await uploadsIn()
  const { upload } = await uploads.receive({ fileName: 'a.csv', body: body('x') })
  await uploads.remove(upload)
  await uploads.remove(upload)
  await uploads.remove('../..')
  expect(await readdir(folder)).toEqual([])
})
