/** What a page asked and what came of it: waiting, refused or ready. The caller of the API is given by context. */
import { isPerennialError, type PerennialError } from '#kernel/errors.ts'
import { sayingValues, type SayingValues } from '#kernel/saying.ts'
import type { Ask } from '#wire/caller.ts'
import { metaOf, type AnyEndpoint, type InputOf, type OutputOf } from '#wire/endpoint.ts'
import { AnsweredProblem } from '#wire/problem.ts'
import {
  keepPreviousData,
  useMutation,
  useQuery,
  useQueryClient,
  type QueryClient,
} from '@tanstack/react-query'
import { createContext, use, type ReactElement, type ReactNode } from 'react'

/** Why something was refused, as a page shows it. */
export interface RefusedBecause {
  /** The code of the API, or `UI_PAGE_BROKEN` where the page itself failed. */
  readonly code: string
  readonly message: string
  readonly hint: string
  /** What stands in the sentence that the language files have for the code. */
  readonly values?: SayingValues
  /** Null where the request never arrived. */
  readonly requestId: string | null
}

/** The one state that a screen is in. */
export type Answer<Value> =
  | { readonly state: 'waiting' }
  | { readonly state: 'refused'; readonly error: RefusedBecause; readonly again: () => void }
  | {
      readonly state: 'ready'
      readonly value: Value
      /** A newer answer is on its way, for instance the next page of a list. */
      readonly refreshing: boolean
      /** Asks once more; the answer stands until the new one is there. */
      readonly again: () => void
    }

const AskContext = createContext<Ask | undefined>(undefined)

/** Gives everything inside the way to ask the API. */
export function AnswersFrom(props: { readonly ask: Ask; readonly children: ReactNode }): ReactElement {
  return <AskContext value={props.ask}>{props.children}</AskContext>
}

function useAsk(): Ask {
  const ask = use(AskContext)
  if (ask === undefined) throw new Error('AnswersFrom is missing above this component.')
  return ask
}

/** How an answer is kept up to date. */
export interface AnswerOptions<Value> {
  /** Show the last answer while the next one is on its way. */
  readonly keepPrevious?: boolean
  /** Milliseconds until it is asked again, or false; looked at after each answer. */
  readonly every?: (value: Value | undefined) => number | false
  /** What the answer hangs on beside the input; it is asked again when this changes. */
  readonly since?: string
}

/** Asks `endpoint` with `input`, and again whenever the input changes. */
export function useAnswer<E extends AnyEndpoint>(
  endpoint: E,
  input: InputOf<E>,
  options: AnswerOptions<OutputOf<E>> = {},
): Answer<OutputOf<E>> {
  const ask = useAsk()
  const { every, keepPrevious, since = null } = options
  const query = useQuery<OutputOf<E>>({
    queryKey: [...answerKey(endpoint, input), since],
    queryFn: ({ signal }) => ask(endpoint, input, { signal }),
    ...(keepPrevious === true ? { placeholderData: keepPreviousData } : {}),
    ...(every === undefined
      ? {}
      : { refetchInterval: (asked) => (isRefusal(asked.state.error) ? false : every(asked.state.data)) }),
  })
  const again = () => void query.refetch()
  // What is watched stays in sight while the connection is broken; a refusal takes its place.
  const watched = every !== undefined && !isRefusal(query.error)
  if (query.data !== undefined && (query.error === null || watched)) {
    return { state: 'ready', value: query.data, refreshing: query.isPlaceholderData, again }
  }
  if (query.error !== null) {
    return { state: 'refused', error: refusedBecause(query.error), again }
  }
  return { state: 'waiting' }
}

/** Asks before there is a page to ask: this then finds the answer, or that it is on its way. */
export type AskEarly = <E extends AnyEndpoint>(endpoint: E, input: InputOf<E>) => Promise<OutputOf<E>>

/** Makes the function that asks early, for pages whose answers `client` keeps. */
export function askingEarly(client: QueryClient, ask: Ask): AskEarly {
  return (endpoint, input) =>
    client.fetchQuery({
      queryKey: [...answerKey(endpoint, input), null],
      queryFn: ({ signal }) => ask(endpoint, input, { signal }),
    })
}

/** Asks `endpoint` once, when `send` is called; for writes and for previews. */
export function useRequest<E extends AnyEndpoint>(endpoint: E, options: RequestOptions = {}): Request<E> {
  const ask = useAsk()
  const client = useQueryClient()
  const mutation = useMutation<OutputOf<E>, Error, Sent<E>>({
    mutationFn: async ({ input, onAnswer }) => {
      const answer = await ask(endpoint, input)
      onAnswer?.(answer)
      return answer
    },
    onSettled: () => {
      if (metaOf(endpoint).write && options.leaves !== true) void client.invalidateQueries()
    },
  })
  return {
    send: (input, onAnswer) => mutation.mutate({ input, onAnswer }),
    sending: mutation.isPending,
    refused: mutation.error === null ? undefined : refusedBecause(mutation.error),
    forget: mutation.reset,
  }
}

/** What comes of a request. */
export interface RequestOptions {
  /**
   * The screen is left when the answer comes. Else a write makes all screens ask again, for it may change what any of
   * them shows.
   */
  readonly leaves?: boolean
}

interface Sent<E extends AnyEndpoint> {
  readonly input: InputOf<E>
  readonly onAnswer: ((answer: OutputOf<E>) => void) | undefined
}

/** A request that a person starts. */
export interface Request<E extends AnyEndpoint> {
  readonly send: (input: InputOf<E>, onAnswer?: (answer: OutputOf<E>) => void) => void
  readonly sending: boolean
  readonly refused: RefusedBecause | undefined
  readonly forget: () => void
}

function isRefusal(error: unknown): boolean {
  return error instanceof AnsweredProblem
}

/** Key under which the answer of `endpoint` to `input` is kept. */
function answerKey<E extends AnyEndpoint>(endpoint: E, input: InputOf<E>): readonly unknown[] {
  const { method, path } = metaOf(endpoint)
  return [method, path, input]
}

/** `error` as a page shows it. */
export function refusedBecause(error: unknown): RefusedBecause {
  if (error instanceof AnsweredProblem) {
    return { ...refusalOf(error), requestId: error.requestId }
  }
  if (isPerennialError(error)) return { ...refusalOf(error), requestId: null }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'UI_PAGE_BROKEN', message, hint: '', requestId: null }
}

function refusalOf({ code, message, hint, details }: PerennialError): Omit<RefusedBecause, 'requestId'> {
  return { code, message, hint, values: sayingValues(details) }
}
