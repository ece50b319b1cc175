import { defineErrors } from '#kernel/errors.ts'
import { CommanderError } from 'commander'
import { expect, test } from 'vitest'
import { reportError } from './report-error.ts'

const cupError = defineErrors({
  CUP_EMPTY: { status: 409, hint: 'Fill it first.' },
  CUP_LOST: { status: 507, hint: 'Look under the table.' },
  REFRESH_CANCELLED: { status: 499, hint: 'Start it again.' },
})

function reported(error: unknown) {
  let text = ''
  const code = reportError(error, (more) => (text += more))
  return { code, text }
}

test('a refusal ends with 1, its code, its message and its hint', () => {
  expect(reported(cupError('CUP_EMPTY', 'The cup is empty.'))).toEqual({
    code: 1,
    text: 'error[CUP_EMPTY] The cup is empty.\nhint: Fill it first.\n',
  })
})

test('a failure ends with 3', () => {
  expect(reported(cupError('CUP_LOST', 'The cup is lost.')).code).toBe(3)
})

test('what was misused ends with 2, help and version with 0; commander has said its words', () => {
  expect(reported(new CommanderError(1, 'commander.unknownOption', 'unknown'))).toEqual({ code: 2, text: '' })
  expect(reported(new CommanderError(0, 'commander.helpDisplayed', 'help'))).toEqual({ code: 0, text: '' })
})

test('what was cancelled ends with 130 and says that nothing was changed', () => {
  expect(reported(cupError('REFRESH_CANCELLED', 'Cancelled.'))).toEqual({
    code: 130,
    text: 'Cancelled; nothing was changed.\n',
  })
})

test('a fault of the program shows where it came from and asks to be reported', () => {
  const { code, text } = reported(new TypeError('cup is not a function'))
  expect(code).toBe(3)
  expect(text).toContain('TypeError: cup is not a function')
  expect(text).toContain('report-error.test.ts')
  expect(text).toContain('please report')
})
