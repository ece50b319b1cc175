import { expect, test } from 'vitest'
import { importSearchOf } from './import-search.ts'

test('an address names an upload by its id, or none', () => {
  const upload = 'upl_01h455vb4pex5vsknk084sn02q'
  expect(importSearchOf({ upload, other: 1 })).toEqual({ upload })
  expect(importSearchOf({ upload: '../../etc/passwd' })).toEqual({})
  expect(importSearchOf({})).toEqual({})
})
