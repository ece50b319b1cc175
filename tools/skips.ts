/** What was skipped in a test run, held against the list of allowed skips. */

/** The part of Vitest's JSON report that is read here. */
interface TestReport {
  readonly testResults: readonly {
    readonly assertionResults: readonly { readonly fullName: string; readonly status: string }[]
  }[]
}

/** A test run in numbers, with the full names of the skipped tests. */
export interface RunSummary {
  readonly passed: number
  readonly failed: number
  readonly skipped: readonly string[]
}

/** One allowed skip: tests whose name contains `name`, and why they may be skipped. */
export interface AllowedSkip {
  readonly name: string
  readonly reason: string
}

/** Counts the tests of a report. */
export function summaryOf(report: TestReport): RunSummary {
  const tests = report.testResults.flatMap((file) => file.assertionResults)
  return {
    passed: tests.filter((test) => test.status === 'passed').length,
    failed: tests.filter((test) => test.status === 'failed').length,
    skipped: tests.filter((test) => !['passed', 'failed'].includes(test.status)).map((test) => test.fullName),
  }
}

/** Reads `name | reason` lines; `#` begins a comment. */
export function allowedSkips(text: string): readonly AllowedSkip[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [name = '', reason = ''] = line.split('|').map((part) => part.trim())
      if (name === '' || reason === '') throw new Error(`tests/skips.txt: "${line}" is not "name | reason".`)
      return { name, reason }
    })
}

/** Splits skipped tests into those with a stated reason and those without. */
export function explainSkips(
  skipped: readonly string[],
  allowed: readonly AllowedSkip[],
): { readonly explained: readonly AllowedSkip[]; readonly unexplained: readonly string[] } {
  const explained: AllowedSkip[] = []
  const unexplained: string[] = []
  for (const name of skipped) {
    const match = allowed.find((entry) => name.includes(entry.name))
    if (match === undefined) unexplained.push(name)
    else explained.push({ name, reason: match.reason })
  }
  return { explained, unexplained }
}
