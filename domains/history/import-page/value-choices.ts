/** Choices of how a base is valued, between the fields of a form and what the API takes. */
import type { RefreshOptions } from '../import-options.contract.ts'

/** The fields as they are written; an empty figure leaves the choice to the program. */
export interface ValueChoices {
  /** Hundredths of the spend. */
  readonly margin: string | number
  readonly horizonWeeks: string | number
  /** Hundredths a year. */
  readonly discount: string | number
  readonly model: NonNullable<RefreshOptions['model']>
  readonly unit: NonNullable<RefreshOptions['unit']>
}

/** What the fields say at first. */
export function choicesOf({ margin, horizon, discount, model, unit }: RefreshOptions): ValueChoices {
  return {
    margin: hundredths(margin),
    horizonWeeks: weeksOf(horizon),
    discount: hundredths(discount),
    model: model ?? 'auto',
    unit: unit ?? 'week',
  }
}

/** What was chosen; null where a figure was left empty. */
export function optionsOf(choices: ValueChoices): RefreshOptions {
  const { margin, horizonWeeks, discount, model, unit } = choices
  return {
    margin: isFigure(margin) && margin > 0 ? share(margin) : null,
    horizon: isFigure(horizonWeeks) && horizonWeeks > 0 ? horizonOf(horizonWeeks) : null,
    discount: isFigure(discount) ? share(discount) : null,
    model,
    unit,
  }
}

/** Rounded, for 0.57 × 100 is not 57. */
function hundredths(given: number | null | undefined): string | number {
  return typeof given === 'number' ? Number((100 * given).toFixed(6)) : ''
}

function share(hundredthsOfIt: number): number {
  return Number((hundredthsOfIt / 100).toFixed(8))
}

function weeksOf(horizon: string | null | undefined): string | number {
  if (typeof horizon !== 'string') return ''
  const length = Number(horizon.slice(0, -1))
  return horizon.endsWith('w') ? length : Number((length / 7).toFixed(2))
}

/** At least a day. */
function horizonOf(weeks: number): string {
  return Number.isInteger(weeks) ? `${weeks}w` : `${Math.max(1, Math.round(7 * weeks))}d`
}

function isFigure(value: string | number): value is number {
  return typeof value === 'number'
}
