/** Holds a fit that was read back to the model and the version it is used as. */
import { lifetimeError } from './errors.ts'

/**
 * @param fitted - A fit, or the same read back from JSON.
 * @throws LIFETIME_MODEL_UNKNOWN where it is of another model, or was written by another version.
 */
export function checkDocument(
  fitted: { readonly model: string; readonly version: number },
  models: readonly string[],
): void {
  if (models.includes(fitted.model) && fitted.version === 1) return
  const message = `This fit is of model ${fitted.model}, version ${fitted.version}; expected ${models.join(' or ')}, version 1.`
  throw lifetimeError('LIFETIME_MODEL_UNKNOWN', message, { name: fitted.model, version: fitted.version })
}
