/** What columns are called in the files of shops, in the languages of the product and their neighbours. */
import type { ColumnRole } from './mapping.ts'

interface RoleWords {
  readonly names: readonly string[]
  /** Words that may stand beside a name and change nothing. */
  readonly beside: readonly string[]
}

/** Phrases separated by commas. */
function list(text: string): readonly string[] {
  return text.trim().split(/,\s+/)
}

const numbering = list(`
      id, no, nr, num, number, code, key, unique, numero, nummer, codice, codigo, codi, номер, код`)
const sale = list('order, orders, purchase, invoice, transaction, sale, sales, net, gross, line, item, total')
const contract = list(
  'contract, subscription, policy, membership, plan, agreement, vertrag, contratto, contrato, contracte, date, day, on, at, of, datum, data, fecha',
)
const money = list('eur, usd, gbp, chf, rub, amd, pkr, dollar, dollars, euro, euros, in, paid')

const words: Readonly<Record<ColumnRole, RoleWords>> = {
  customer: {
    names: list(`
      customer, cust, client, household, member, account, user, buyer, guest, donor, subscriber, master,
      kunde, kunden, cliente, клиент, клиента, покупатель, покупателя, հաճախորդ, գնորդ, گاہک, صارف,
      customerid, custid, clientid, masterid, memberid, userid, kundennummer, kundennr, kundenid`),
    beside: numbering,
  },
  date: {
    names: list(`
      date, datetime, timestamp, time, day, when, datum, tag, zeit, data, giorno, fecha, dia, dates, дата,
      день, время, ամսաթիվ, օր, تاریخ, created at, purchased at, ordered at, sold at, invoicedate,
      orderdate, purchasedate, kaufdatum, rechnungsdatum, bestelldatum, occurred at`),
    beside: [...sale, ...list('of, purchased, created, utc, date, time, timestamp, event, effective')],
  },
  amount: {
    names: list(`
      amount, total, sales, revenue, spend, spent, value, turnover, sum, paid, dollars, betrag, umsatz,
      summe, gesamtbetrag, gesamtpreis, wert, importo, totale, importe, monto, import, valor, сумма,
      выручка, стоимость, գումար, رقم, total price, price total, price paid, amt, fee, fees, premium`),
    beside: [...sale, ...money, ...list('amount, value, price')],
  },
  quantity: {
    names: list(`
      quantity, qty, units, count, pieces, items, menge, anzahl, stuck, quantita, pezzi, cantidad,
      unidades, quantitat, unitats, количество, кол во, քանակ, مقدار, تعداد, cds`),
    beside: [...sale, ...list('of, number, sold')],
  },
  'unit-price': {
    names: list(`
      unit price, price, price each, unitprice, stuckpreis, einzelpreis, preis, prezzo, prezzo unitario,
      precio, precio unitario, preu, preu unitari, цена, գին, قیمت`),
    beside: [...money, ...list('unit, item, per, each, product')],
  },
  currency: {
    names: list('currency, wahrung, valuta, moneda, divisa, валюта, արժույթ, کرنسی'),
    beside: list('code, iso'),
  },
  order: {
    names: list(`
      order, invoice, basket, receipt, ticket, transaction, trans, orderid, invoiceno, bestellung,
      bestellnummer, auftrag, rechnung, rechnungsnummer, bon, fattura, ordine, scontrino, factura, pedido,
      comanda, заказ, заказа, чек, պատվեր, آرڈر`),
    beside: numbering,
  },
  product: {
    names: list(`
      product, stock, sku, article, item, stockcode, productid, artikel, artikelnummer, produkt, prodotto,
      articolo, producto, articulo, producte, article, товар, артикул, ապրանք, مصنوعات, upc, ean, isbn`),
    beside: numbering,
  },
  channel: {
    names: list(`
      channel, store, shop, branch, source, kanal, filiale, canale, negozio, canal, tienda, botiga, канал,
      магазин, ալիք, چینل`),
    beside: [...numbering, ...list('sales, name')],
  },
  country: {
    names: list(`
      country, nation, land, paese, nazione, pais, страна, երկիր, ملک`),
    beside: list('code, iso, name, customer, ship, shipping, billing, of, delivery'),
  },
  family: {
    names: list(`
      category, family, product family, product category, product group, department, assortment, kategorie,
      warengruppe, produktgruppe, sortiment, categoria, famiglia, reparto, familia, departamento, категория,
      группа товаров, կատեգորիա, زمرہ`),
    beside: [...numbering, ...list('product, item, name, article, main, level, 1')],
  },
  refund: {
    names: list(`
      refund, refunded, return, returned, cancelled, canceled, storno, retoure, ruckgabe, reso, rimborso,
      devolucion, devolucio, reembors, возврат, վերադարձ, واپسی`),
    beside: list('is, was, flag, order, item'),
  },
  margin: {
    names: list(`
      margin, profit, contribution, marge, deckungsbeitrag, rohertrag, margine, margen, прибыль, маржа,
      շահույթ, منافع`),
    beside: [...sale, ...money, ...list('amount')],
  },
  'unit-cost': {
    names: list(`
      unit cost, cost price, product cost, cost per unit, cogs, cost of goods, einkaufspreis, stuckkosten,
      costo unitario, prezzo di acquisto, coste unitario, precio de coste, cost unitari, себестоимость,
      ինքնարժեք, لاگت`),
    beside: [...money, ...list('unit, item, per, each, product, sold, standard')],
  },
  'contract-start': {
    names: list(`
      start, starts, started, begin, begins, began, beginning, starting, activated, activation, valid from,
      signed up, beginn, anfang, vertragsbeginn, inizio, inicio, inici, начало, սկիզբ, آغاز`),
    beside: contract,
  },
  'contract-end': {
    names: list(`
      end, ends, ended, ending, expiry, expires, expired, terminated, termination, cancelled, canceled,
      cancellation, closed, churned, valid to, valid until, ende, vertragsende, kundigung, fine, fin, fi,
      конец, окончание, ավարտ, اختتام`),
    beside: contract,
  },
  renewals: {
    names: list(`
      renewals, renewal count, renewals made, times renewed, number of renewals, rinnovi, renovaciones,
      renovacions, verlangerungen, продления, վերականգնումներ, تجدیدات`),
    beside: [...contract, ...list('number, of, count, made, so, far')],
  },
  period: {
    names: list(`
      period, renewal period, billing period, billing cycle, cycle, interval, frequency, term, periodo,
      periodo, periode, intervall, laufzeit, период, ժամանակահատված, مدت`),
    beside: [...contract, ...list('renewal, billing, payment, plan, length')],
  },
  event: {
    names: list(`
      event, event type, action, ereignis, vorgang, aktion, evento, azione,
      acción, accion, esdeveniment, acció, событие, действие, իրադարձություն, واقعہ`),
    beside: list('name, type, kind, contract, subscription, policy, membership, plan'),
  },
  contract: {
    names: list(`
      contract, subscription, policy, membership, agreement, vertrag, abonnement, abo, police, contratto, abbonamento,
      polizza, contrato, suscripcion, poliza, contracte, subscripcio, polissa, договор, контракт, подписка, полис,
      պայմանագիր, معاہدہ, subscriptionid, contractid, policyid, vertragsnummer, policennummer`),
    beside: numbering,
  },
}

/** How well `name` fits `role`, 0 to 1: 1 where it is its very word, less where other words stand beside it. */
export function nameFits(name: string, role: ColumnRole): number {
  const given = plainWords(name)
  const { names, beside } = words[role]
  return names.reduce(
    (best, candidate) => Math.max(best, fit(given, candidate.split(' '), [...beside, ...names])),
    0,
  )
}

/** Whether a header speaks of a date, so that six digits under it may be one. */
export function speaksOfDate(name: string): boolean {
  return nameFits(name, 'date') > 0
}

function fit(given: readonly string[], candidate: readonly string[], beside: readonly string[]): number {
  if (!candidate.every((word) => given.includes(word))) return 0
  const rest = given.filter((word) => !candidate.includes(word))
  if (rest.length === 0) return 1
  return rest.every((word) => beside.includes(word)) ? 0.9 : 0.4
}

/** Words of a column's name: small letters, without accents, cut at underscores and where capitals begin. */
function plainWords(name: string): readonly string[] {
  return name
    .replaceAll(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .normalize('NFD')
    .replaceAll(/[\u0300-\u036f]/g, '')
    .normalize('NFC')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
