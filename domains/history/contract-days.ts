/** SQL of the days on which contracts come up for renewal; `start` and `months` are columns of a contract. */

/** The day of the renewal of that number, from 1; a short month has it on its last day. */
export function dueSql(renewal: string): string {
  return `(start + to_months(((${renewal}) * months)::INTEGER))::DATE`
}

/** How many renewals have come up by the end of `day`; 0 before the first. */
export function dueBySql(day: string): string {
  const passed = `(((year(${day}) - year(start)) * 12 + month(${day}) - month(start)) // months)`
  return `greatest(0, ${passed} - (${dueSql(passed)} > ${day})::INTEGER)::INTEGER`
}
