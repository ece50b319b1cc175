/** Reads what the documents of all fits share, every part looked at before it is trusted. */
import { checkDocument } from './document.ts'
import { lifetimeError } from './errors.ts'
import { positiveParameter } from './fit.ts'
import type { Fitted } from './model.ts'

/** A document whose model and version have been looked at; its other parts may be anything. */
export type RawDocument = Readonly<Record<string, unknown>> & {
  readonly model: string
  readonly version: number
}

/**
 * Takes a document apart.
 *
 * @param document - Text of a JSON object, or the same parsed.
 * @param models - Names of the models whose documents are read here.
 * @throws LIFETIME_DOCUMENT_INVALID where it is no fit at all; LIFETIME_MODEL_UNKNOWN where it is of another model or was
 *   written by another version.
 */
export function documentOf(document: unknown, models: readonly string[]): RawDocument {
  const parsed = typeof document === 'string' ? parsedJson(document) : document
  if (!isObject(parsed)) throw missing('object')
  const { model, version } = parsed
  if (typeof model !== 'string') throw missing('model')
  if (typeof version !== 'number') throw missing('version')
  const read = { ...parsed, model, version }
  checkDocument(read, models)
  return read
}

/**
 * Reads a fit of one of several models from its JSON.
 *
 * @param models - Names of the models' parameters, by model.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_MODEL_UNKNOWN, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFitted(
  document: unknown,
  models: Readonly<Record<string, readonly string[]>>,
): Fitted<string, string> {
  const read = documentOf(document, Object.keys(models))
  return Object.freeze(checkedFit(read, models[read.model]))
}

/**
 * The parts of every fit. Parameters come in the order of their names, which is that of the covariance, also where what
 * kept the document, such as a database, has sorted them.
 *
 * @param coefficients - Names of the parameters that may be negative; they come after the others.
 * @throws LIFETIME_DOCUMENT_INVALID, LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function checkedFit(
  read: RawDocument,
  names: readonly string[],
  coefficients: readonly string[] = [],
): Fitted<string, string> {
  const { parameters, covariance, convergence } = read
  if (!isObject(parameters)) throw missing('parameters')
  const ordered = [
    ...names.map((name) => [name, positiveParameter(name, numberIn(parameters[name]))]),
    ...coefficients.map((name) => [name, finiteNumber(parameters[name], name)]),
  ]
  if (covariance !== null && !isSquare(covariance, ordered.length)) throw missing('covariance')
  for (const name of ['logLikelihood', 'customerCount', 'distinctRows']) finiteNumber(read[name], name)
  if (!Array.isArray(read['warnings'])) throw missing('warnings')
  if (!isObject(convergence)) throw missing('convergence')
  // Every part that a fit has been looked at, so that it is one.
  const checked = { ...read, parameters: Object.freeze(Object.fromEntries(ordered)) }
  return checked as unknown as Fitted<string, string>
}

/** What is no number is none: some objects cannot even be compared or written. */
function numberIn(value: unknown): number {
  return typeof value === 'number' ? value : Number.NaN
}

/** @throws LIFETIME_DOCUMENT_INVALID where the unit is none in which a fit measures time. */
export function checkTimeUnitOf(read: RawDocument): void {
  if (!['day', 'week'].includes(read['timeUnit'] as string)) throw missing('time unit')
}

/**
 * The list under a name.
 *
 * @param length - How many entries it must have; any number where left out.
 * @throws LIFETIME_DOCUMENT_INVALID.
 */
export function listOf(value: unknown, part: string, length?: number): readonly unknown[] {
  if (Array.isArray(value) && value.length === (length ?? value.length)) return value
  throw missing(part)
}

/** Whether this is a list of these names in this order. */
export function isListOf(value: unknown, names: readonly string[]): boolean {
  return Array.isArray(value) && value.length === names.length && names.every((name, i) => name === value[i])
}

/** The number under a name. @throws LIFETIME_DOCUMENT_INVALID where it is none, or not finite. */
export function finiteNumber(value: unknown, part: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value
  throw missing(part)
}

/** The text under a name. @throws LIFETIME_DOCUMENT_INVALID. */
export function textOf(value: unknown, part: string): string {
  if (typeof value === 'string') return value
  throw missing(part)
}

/** The parts of an object under a name. @throws LIFETIME_DOCUMENT_INVALID. */
export function partsOf(value: unknown, part: string): Readonly<Record<string, unknown>> {
  if (isObject(value)) return value
  throw missing(part)
}

/** The refusal of a document that lacks a part, or has something else in its place. */
export function missing(part: string): Error {
  return lifetimeError('LIFETIME_DOCUMENT_INVALID', `This is no fit: it has no ${part}.`, { part })
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The text of ${text.length} characters is not JSON.`
    throw lifetimeError('LIFETIME_DOCUMENT_INVALID', message, undefined, { cause })
  }
}

function isSquare(matrix: unknown, size: number): boolean {
  return (
    Array.isArray(matrix) &&
    matrix.length === size &&
    matrix.every((row: unknown) => Array.isArray(row) && row.length === size && row.every(Number.isFinite))
  )
}
