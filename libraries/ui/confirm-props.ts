/** A question with two answers; the harmless one has the focus. */
export interface ConfirmProps {
  readonly title: string
  readonly text: string
  readonly yes: string
  readonly no: string
  readonly onAnswer: (sure: boolean) => void
}
