/** Starts the page: words first, then everything that is drawn. */
import { AnswersFrom, askingEarly } from '#ui/answer.tsx'
import { Look } from '#ui/look.tsx'
import { useLanguage } from '#ui/words.tsx'
import { createCaller } from '#wire/caller.ts'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode, type ReactElement } from 'react'
import { createRoot } from 'react-dom/client'
import { directionOf, startLanguage } from './language.ts'
import { routerFor } from './router.tsx'

const ask = createCaller({
  root: `${location.origin}/api`,
  fetch: (request) => fetch(request),
  newKey: () => crypto.randomUUID(),
})

const answers = new QueryClient({
  defaultOptions: {
    // A refusal is an answer; asking again would only make the reader wait for it.
    queries: { retry: false, staleTime: 30_000, refetchOnWindowFocus: false, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
})

const router = routerFor(askingEarly(answers, ask))

function App(): ReactElement {
  return (
    <Look direction={directionOf(useLanguage())}>
      <QueryClientProvider client={answers}>
        <AnswersFrom ask={ask}>
          <RouterProvider router={router} />
        </AnswersFrom>
      </QueryClientProvider>
    </Look>
  )
}

await startLanguage()
const place = document.getElementById('page')
if (place !== null) {
  createRoot(place).render(
    <StrictMode>
      <App />
    </StrictMode>,
  )
}
