/** One error class and the catalogue from which every refusal in the product is made. */

/** What a catalogue says of one code. */
export interface ErrorEntry {
  /** HTTP status the refusal maps to; the CLI maps 4xx to exit 1 and 5xx to exit 3. */
  readonly status: number
  /** The next thing to do, in one sentence. */
  readonly hint: string
}

/** Facts that go with an error, safe to show and to log: never secrets, never personal data. */
export type ErrorDetails = Readonly<Record<string, unknown>>

/** The one error class: what happened (`message`), and the next thing to do (`hint`). */
export class PerennialError extends Error {
  override readonly name = 'PerennialError'
  /** `SLICE_NOUN_PROBLEM`; never reused or renamed. */
  readonly code: string
  readonly hint: string
  readonly status: number
  readonly details: ErrorDetails

  constructor(
    code: string,
    message: string,
    options: { hint: string; status: number; details?: ErrorDetails; cause?: unknown },
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause })
    this.code = code
    this.hint = options.hint
    this.status = options.status
    this.details = options.details ?? {}
  }
}

/** A slice's error maker, with its catalogue readable for documentation and tests. */
export interface ErrorMaker<Code extends string> {
  (code: Code, message: string, details?: ErrorDetails, options?: ErrorOptions): PerennialError
  readonly catalogue: Readonly<Record<Code, ErrorEntry>>
}

/** Things that may accompany one thrown error. */
export interface ErrorOptions {
  /** The lower error that caused this one. */
  readonly cause?: unknown
  /** Replaces the catalogue's hint where the cause allows better advice. */
  readonly hint?: string
}

/**
 * Declares a slice's catalogue of errors.
 *
 * @param catalogue - Code → status and hint.
 * @returns A function that makes the error; the caller throws it.
 */
export function defineErrors<Code extends string>(
  catalogue: Readonly<Record<Code, ErrorEntry>>,
): ErrorMaker<Code> {
  const make = (code: Code, message: string, details: ErrorDetails = {}, options: ErrorOptions = {}) =>
    new PerennialError(code, message, {
      hint: options.hint ?? catalogue[code].hint,
      status: catalogue[code].status,
      details,
      cause: options.cause,
    })
  return Object.assign(make, { catalogue })
}

/** Whether `error` is a {@link PerennialError}, optionally with the given code. */
export function isPerennialError(error: unknown, code?: string): error is PerennialError {
  return error instanceof PerennialError && (code === undefined || error.code === code)
}
