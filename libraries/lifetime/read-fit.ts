/** Fits that come back from JSON, and fits that go on from earlier ones. */
import { checkDocument } from './document.ts'
import { lifetimeError } from './errors.ts'
import { positiveParameter } from './fit.ts'
import type {
  AnyFittedPurchaseModel,
  Fitted,
  FitOptions,
  FittedGammaGamma,
  PurchaseHistories,
  PurchaseModelName,
} from './model.ts'
import { purchaseModel, purchaseModels } from './models.ts'

/**
 * Reads a fitted purchase model from its JSON.
 *
 * @param document - What `JSON.stringify` made of a fit, as text or already parsed.
 * @returns The fit, frozen; all figures are those of the fit that was written, to the last digit.
 * @throws LIFETIME_DOCUMENT_INVALID where it is no fit at all or a part is missing; LIFETIME_MODEL_UNKNOWN where it is of
 *   another model or was written by another version; LIFETIME_PARAMETER_NOT_POSITIVE.
 */
export function readFittedPurchaseModel(document: unknown): AnyFittedPurchaseModel {
  const read = documentOf(document)
  checkDocument(
    read,
    purchaseModels.map(({ name }) => name),
  )
  const { parameterNames } = purchaseModel(read.model as PurchaseModelName)
  if (!['day', 'week'].includes(read['timeUnit'] as string)) throw missing('time unit')
  if (regularModels.has(read.model) && !(Number(read['regularity']) >= 1)) throw missing('regularity')
  // Model, version, unit and every figure have been looked at, so that it is one.
  return checkedFit(read, parameterNames) as unknown as AnyFittedPurchaseModel
}

/**
 * Reads a fitted Gamma-Gamma from its JSON.
 *
 * @throws as {@link readFittedPurchaseModel}
 */
export function readFittedGammaGamma(document: unknown): FittedGammaGamma {
  return readFitted(document, { 'gamma-gamma': ['p', 'q', 'gamma'] }) as FittedGammaGamma
}

/**
 * Reads a fit of one of several models from its JSON.
 *
 * @param models - Names of the models' parameters, by model.
 * @throws as {@link readFittedPurchaseModel}
 */
export function readFitted(
  document: unknown,
  models: Readonly<Record<string, readonly string[]>>,
): Fitted<string, string> {
  const read = documentOf(document)
  checkDocument(read, Object.keys(models))
  // Model, version and every figure have been looked at, so that it is one.
  return checkedFit(read, models[read.model]) as unknown as Fitted<string, string>
}

/**
 * Fits the same model again, starting from where an earlier fit ended: to later data of the same customers a few steps
 * away. The maximum is the one that a fit from scratch finds.
 *
 * @param histories - In the unit of `fitted`; in another unit the search begins afresh.
 * @throws as the model's own fit
 */
export function refit(
  fitted: AnyFittedPurchaseModel,
  histories: PurchaseHistories,
  options: Omit<FitOptions, 'start'> = {},
): AnyFittedPurchaseModel {
  const model = purchaseModel(fitted)
  const start = fitted.timeUnit === histories.timeUnit ? { start: fitted.parameters } : {}
  return model.fit(histories, { ...options, ...start })
}

/** Models whose fit carries k besides its parameters. */
const regularModels: ReadonlySet<string> = new Set(['bg-cnbd-k', 'mbg-cnbd-k'])

/** A document whose model and version are there to be looked at. */
type RawDocument = Readonly<Record<string, unknown>> & { readonly model: string; readonly version: number }

function documentOf(document: unknown): RawDocument {
  const parsed = typeof document === 'string' ? parsedJson(document) : document
  if (typeof parsed !== 'object' || parsed === null) throw missing('object')
  const { model, version } = parsed as Partial<RawDocument>
  if (typeof model !== 'string') throw missing('model')
  if (typeof version !== 'number') throw missing('version')
  return { ...parsed, model, version }
}

function parsedJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const message = `The text of ${text.length} characters is not JSON.`
    throw lifetimeError('LIFETIME_DOCUMENT_INVALID', message, undefined, { cause })
  }
}

function checkedFit(read: RawDocument, names: readonly string[]): RawDocument {
  const { parameters, covariance } = read
  if (typeof parameters !== 'object' || parameters === null) throw missing('parameters')
  const values = parameters as Readonly<Record<string, number>>
  for (const name of names) positiveParameter(name, values[name])
  if (covariance !== null && !isSquare(covariance, names.length)) throw missing('covariance')
  for (const name of ['logLikelihood', 'customerCount', 'distinctRows']) {
    if (!Number.isFinite(read[name])) throw missing(name)
  }
  if (!Array.isArray(read['warnings'])) throw missing('warnings')
  if (typeof read['convergence'] !== 'object' || read['convergence'] === null) throw missing('convergence')
  return Object.freeze({ ...read, parameters: Object.freeze({ ...parameters }) })
}

function isSquare(matrix: unknown, size: number): boolean {
  return (
    Array.isArray(matrix) &&
    matrix.length === size &&
    matrix.every((row: unknown) => Array.isArray(row) && row.length === size && row.every(Number.isFinite))
  )
}

function missing(part: string): Error {
  return lifetimeError('LIFETIME_DOCUMENT_INVALID', `This is no fit: it has no ${part}.`, { part })
}
