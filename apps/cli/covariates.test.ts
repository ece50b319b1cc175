import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, expect, test, vi } from 'vitest'
import { aFolder, aLog } from '#apps/server/a-server.test-data.ts'
import { command } from './a-command.test-data.ts'

/** Processes start slowly where all tests run at once. */
vi.setConfig({ testTimeout: 180_000 })

const log = await aLog(80, afterAll)

test('what else is known comes with an import, is listed, taken back, and given again', async () => {
  const folder = await aFolder()
  const data = join(folder, 'data')
  const [file, known] = [join(folder, 'log.csv'), join(folder, 'known.csv')]
  const [head = '', ...lines] = log.trim().split('\n')
  const place = head.split(',').findIndex((name) => /customer/i.test(name))
  const names = [...new Set(lines.map((line) => line.split(',')[place] ?? ''))]
  await writeFile(file, log)
  await writeFile(
    known,
    ['who,club', ...names.map((name, i) => `${name},${i % 2 ? 'yes' : 'no'}`)].join('\n'),
  )

  const given = ['--covariates', known, '--covariates-customer', 'who']
  const made = await command(['import', file, '--data', data, '--model', 'mbg-nbd', ...given, '--json'])
  expect(made, made.err).toMatchObject({ code: 0 })
  expect(JSON.parse(made.out)).toMatchObject({ value: { covariates: { columns: ['club: yes'] } } })

  const { out: listed } = await command(['imports', '--data', data])
  const [id = ''] = /cov_\w+/.exec(listed) ?? []
  expect(listed).toMatch(/cov_\w+ {2}[\d-]+ {2}known\.csv {2}covariates club {2}in use/)
  expect(await command(['undo', id, '--data', data])).toMatchObject({ code: 0 })

  const again = await command(['refresh', '--data', data, '--covariates', known, '--json'])
  expect(JSON.parse(again.out)).toMatchObject({ covariates: { fileName: 'known.csv' } })
  const refused = await command(['value', file, '--covariates', known, '--model', 'nbd'])
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('error[VALUE_COVARIATES_MODEL]') })
})
