/** What happens to a contract, and the words by which a column of events says it. */

/** The kinds, in the order in which those of one day happen. */
export const eventKinds = ['end', 'start', 'renewal'] as const

export type EventKind = (typeof eventKinds)[number]

/** How a table numbers a kind. */
export function eventNumber(kind: EventKind): number {
  return eventKinds.indexOf(kind)
}

/** In small letters, words apart by one blank. */
export const eventWords: Readonly<Record<EventKind, readonly string[]>> = {
  start: list(`
    start, started, starts, begin, begins, began, begun, new, signup, sign up, signed, signed up, subscribe, subscribed,
    activate, activated, activation, join, joined, open, opened, create, created, enrol, enroll, enrolled, enrollment,
    reactivate, reactivated, reactivation, resubscribe, resubscribed, anfang, beginn, begonnen, abschluss, anmeldung,
    eintritt, aktivierung, neu, inizio, iniziato, attivazione, iscrizione, nuovo, inicio, iniciado, activación,
    activacion, inscripción, inscripcion, alta, nuevo, inici, iniciat, activació, activacio, nou, начало, начат, новый,
    активация, սկիզբ, ակտիվացում, նոր, آغاز, شروع, نیا`),
  renewal: list(`
    renew, renews, renewed, renewal, renewing, extend, extended, extension, prolonged, prolongation, payment, paid,
    charge, charged, recurring, verlängert, verlängerung, verlangerung, verlaengerung, erneuert, erneuerung, zahlung,
    rinnovo, rinnovato, pagamento, renovación, renovacion, renovado, prórroga, prorroga, pago, renovació, renovacio,
    renovat, pagament, продление, продлён, продлен, платёж, платеж, оплата, երկարաձգում, վերականգնում, վճարում, تجدید,
    ادائیگی`),
  end: list(`
    end, ended, ends, cancel, cancelled, canceled, cancellation, churn, churned, terminate, terminated, termination,
    expire, expired, expiry, expiration, lapse, lapsed, close, closed, stop, stopped, left, quit, unsubscribe,
    unsubscribed, deleted, ende, beendet, beendigung, kündigung, kundigung, kuendigung, gekündigt, gekuendigt,
    abgelaufen, austritt, fine, terminato, disdetta, cessato, cessazione, scaduto, fin, finalizado, cancelado,
    cancelada, cancelación, cancelacion, vencido, baja, fi, finalitzat, baixa, конец, окончание, завершён, завершен,
    отмена, отменён, отменен, расторжение, ավարտ, ավարտված, չեղարկում, اختتام, ختم, منسوخ`),
}

/** Words that may stand before or behind one of an event and change nothing. */
const beside = list(`
  customer subscription, contract, subscription, policy, membership, plan, agreement, event, vertrag, abo, contratto,
  abbonamento, contrato, suscripción, contracte, договор, контракт`)

/** They say what happens to orders and bills too, so that by themselves they do not make a log one of contracts. */
const ofOrdersToo: ReadonlySet<string> = new Set(
  list(`
    new, open, opened, create, created, signed, payment, paid, charge, charged, recurring, cancel, cancelled, canceled,
    cancellation, close, closed, stop, stopped, left, deleted, neu, zahlung, nuovo, pagamento, alta, nuevo, pago,
    cancelado, cancelada, baja, nou, pagament, baixa, новый, платёж, платеж, оплата, отмена, отменён, отменен, նոր,
    վճարում, نیا, ادائیگی, منسوخ`),
)

/** The event that a text names, and whether the word speaks of contracts alone. */
export interface NamedEvent {
  readonly kind: EventKind
  readonly isTelling: boolean
}

const known: ReadonlyMap<string, NamedEvent> = new Map(
  eventKinds.flatMap((kind) =>
    eventWords[kind].map((word) => [word, { kind, isTelling: !ofOrdersToo.has(word) }] as const),
  ),
)

/** What stands between words, and the words beside one, as patterns that the engine understands too. */
export const wordPatterns = { between: String.raw`[^\p{L}\p{M}]+`, beside: ` (?:${beside.join('|')}) ` }

/** The event that a text such as `subscription_started` names. */
export function eventOf(text: string): NamedEvent | undefined {
  const plain = text.toLowerCase().replaceAll(new RegExp(wordPatterns.between, 'gu'), ' ').trim()
  return (
    known.get(plain) ?? known.get(` ${plain} `.replaceAll(new RegExp(wordPatterns.beside, 'gu'), ' ').trim())
  )
}

/** Phrases separated by commas. */
function list(text: string): readonly string[] {
  return text.trim().split(/,\s+/)
}
