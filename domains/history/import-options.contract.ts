/** What may be said of how a file is read and how a history is valued. */
import { contractModelNames } from '#lifetime/contractual/contract-model.ts'
import { purchaseModelNames } from '#lifetime/model.ts'
import { day, typeId } from '#wire/words.ts'
import { z } from 'zod'

/** How a file is read and valued; what is left out is chosen from the data and said. */
export const importOptions = z.strictObject({
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, { error: 'is not a currency of three capital letters' })
    .optional()
    .describe('Selects one where the file has several'),
  dropDuplicates: z.boolean().optional(),
  timeZone: z.string().optional().describe('IANA name in which days begin, for instance Europe/Rome'),
  margin: z.number().gt(0).lte(1).optional().describe('Share of spend that is margin'),
  horizon: z
    .string()
    .regex(/^\d{1,5}[dw]$/, { error: 'is not a number of days (90d) or weeks (52w)' })
    .optional(),
  discount: z.number().min(0).max(10).optional().describe('Effective a year'),
  model: z
    .enum(['auto', 'all', ...purchaseModelNames, ...contractModelNames])
    .optional()
    .describe(
      'Model of purchases or of contracts; auto chooses by what each foresaw, all lets every one compete at several origins',
    ),
  unit: z.enum(['day', 'week']).optional(),
  until: day().optional().describe('As-of day and origin in one'),
  origin: day().optional().describe('Day at which the hold-out begins'),
})
/** How a file is read and valued. */
export type ImportOptions = z.infer<typeof importOptions>

/** As {@link importOptions}, where null takes back what was said before, so that it is chosen from the data again. */
export const refreshOptions = importOptions.extend({
  margin: importOptions.shape.margin.nullable(),
  horizon: importOptions.shape.horizon.nullable(),
  discount: importOptions.shape.discount.nullable(),
})
/** How a history is to be valued from now on. */
export type RefreshOptions = z.infer<typeof refreshOptions>

/** An uploaded file of covariates. */
export const givenCovariates = z.strictObject({
  upload: typeId('upl'),
  customer: z.string().optional().describe('The column that names the customer, by name or number from 1'),
})
/** An uploaded file of covariates. */
export type GivenCovariates = z.infer<typeof givenCovariates>
