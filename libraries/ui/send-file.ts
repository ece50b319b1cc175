/** Sends a file as a raw body and tells how far it is; `fetch` cannot tell. */
import { wireError } from '#wire/caller.ts'
import { AnsweredProblem, problem } from '#wire/problem.ts'

/** What is sent, and to where. */
export interface SentFile {
  /** Address of the API's endpoint. */
  readonly to: string
  readonly file: File
  /** Told of the share sent, 0 to 1. */
  readonly onProgress: (share: number) => void
  readonly signal: AbortSignal
}

/**
 * Sends a file.
 *
 * @returns What the API answered, unchecked.
 * @throws AnsweredProblem when it refuses; WIRE_SERVER_UNREACHABLE when the connection breaks.
 */
export function sendFile({ to, file, onProgress, signal }: SentFile): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', to)
    request.setRequestHeader('content-type', 'application/octet-stream')
    request.setRequestHeader('x-file-name', encodeURIComponent(file.name))
    request.upload.addEventListener('progress', (event) => onProgress(event.loaded / (event.total || 1)))
    request.addEventListener('load', () => {
      const answer = jsonOf(request.responseText)
      if (request.status < 300) return resolve(answer)
      const read = problem.safeParse(answer)
      return reject(read.success ? new AnsweredProblem(read.data) : unreadable(request.status))
    })
    request.addEventListener('error', () =>
      reject(wireError('WIRE_SERVER_UNREACHABLE', `${location.origin} does not answer.`)),
    )
    request.addEventListener('abort', () => reject(signal.reason))
    signal.addEventListener('abort', () => request.abort())
    request.send(file)
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function unreadable(status: number): Error {
  return wireError('WIRE_ANSWER_UNREADABLE', `The answer with status ${status} is not of this API.`, {
    status,
  })
}
