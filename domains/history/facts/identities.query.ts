/** Numbers and public ids of the customers that files name. */
import type { ColumnarDatabase } from '#columnar/engine.ts'
import { assert } from '#kernel/assert.ts'
import { identityIds, identityNumber, type IdentityOrigin } from './identity-id.ts'
import { firstRefusal } from '../reading/row-fates.ts'

/** Which identities this import heard first, and which customer has most of its lines. */
export interface HeardIdentities {
  readonly heard: number
  readonly firstNew: number
  /** Below `firstNew` where every customer was known. */
  readonly lastNew: number
  readonly largest: { readonly identity: number; readonly lines: number } | null
}

/**
 * Makes the temporary table `named (number, name, is_new)`: a number for each customer of `staged`, the known one where
 * there is one, else the next in the order in which the file names them. Numbers of undone imports are not used again.
 */
export async function nameStaged(db: ColumnarDatabase): Promise<HeardIdentities> {
  const [last] = await db.rows('SELECT coalesce(max(last_identity), 0) AS n FROM import')
  const known = Number(last?.['n'])
  await db.run(`
    CREATE OR REPLACE TEMP TABLE heard AS
    SELECT customer AS name, min(rowid) AS first_row, count(*) AS lines
      FROM staged WHERE fate < ${firstRefusal} GROUP BY customer`)
  await db.run(
    `CREATE OR REPLACE TEMP TABLE named AS
     SELECT i.number, name, FALSE AS is_new, lines FROM heard JOIN identity i USING (name)
     UNION ALL
     SELECT ($known::INTEGER + row_number() OVER (ORDER BY first_row))::INTEGER, name, TRUE, lines
       FROM heard ANTI JOIN identity USING (name)`,
    { known },
  )
  const [row] = await db.rows(`
    SELECT count(*) AS heard, count(*) FILTER (WHERE is_new) AS fresh, arg_max(number, lines) AS largest,
           max(lines) AS lines FROM named`)
  return {
    heard: Number(row?.['heard']),
    firstNew: known + 1,
    lastNew: known + Number(row?.['fresh']),
    largest:
      Number(row?.['heard']) === 0
        ? null
        : { identity: Number(row?.['largest']), lines: Number(row?.['lines']) },
  }
}

/** The origins of all identities, in the order of their numbers. */
export async function identityOrigins(db: ColumnarDatabase): Promise<readonly IdentityOrigin[]> {
  const rows = await db.rows(`
    SELECT first_identity, last_identity, identity_salt, epoch_ms(recorded_at) AS recorded_at
      FROM import WHERE last_identity >= first_identity ORDER BY first_identity`)
  return rows.map((row) => ({
    firstNumber: Number(row['first_identity']),
    lastNumber: Number(row['last_identity']),
    recordedAt: Number(row['recorded_at']),
    salt: String(row['identity_salt']),
  }))
}

/** Public ids of a history's customers, and back. */
export function customerIds(db: ColumnarDatabase) {
  return {
    /** The ids of `numbers`, in their order. */
    idsOf: async (numbers: readonly number[]): Promise<readonly string[]> => {
      const origins = await identityOrigins(db)
      const makers = origins.map((origin) => ({ ...origin, idOf: identityIds(origin) }))
      return numbers.map((number) => {
        const maker = makers.find(
          ({ firstNumber, lastNumber }) => number >= firstNumber && number <= lastNumber,
        )
        assert(maker !== undefined, `identity ${number} was heard in an import`)
        return maker.idOf(number)
      })
    },
    /** Undefined where the history knows no such id. */
    numberOf: async (id: string): Promise<number | undefined> =>
      identityNumber(await identityOrigins(db), id),
  }
}
