/** What the electronics shop sells. */

/** One product, with the price on its tag. */
export interface Product {
  readonly name: string
  readonly category: string
  readonly priceCents: number
  /** What is left of the price when the goods are paid. */
  readonly marginCents: number
}

/** Share of the price that is margin: little on what everybody compares, much on what is put into the basket last. */
const marginShares: Readonly<Record<string, number>> = {
  phones: 0.09,
  laptops: 0.1,
  tablets: 0.12,
  audio: 0.28,
  screens: 0.14,
  gaming: 0.12,
  home: 0.24,
  computing: 0.22,
  accessories: 0.48,
}

const byCategory: Readonly<Record<string, readonly (readonly [name: string, priceCents: number])[]>> = {
  phones: [
    ['Phone Mini 64 GB', 22_900],
    ['Phone 128 GB', 34_900],
    ['Phone 256 GB', 44_900],
    ['Phone Plus 128 GB', 54_900],
    ['Phone Plus 256 GB', 64_900],
    ['Phone Pro 256 GB', 89_900],
    ['Phone Pro 512 GB', 104_900],
    ['Phone Fold 512 GB', 154_900],
  ],
  laptops: [
    ['Laptop 14 student', 39_900],
    ['Laptop 15 home', 59_900],
    ['Laptop 13 light', 79_900],
    ['Laptop 14 office', 94_900],
    ['Laptop 16 studio', 134_900],
    ['Laptop 17 gaming', 174_900],
    ['Workstation 16', 249_900],
  ],
  tablets: [
    ['Tablet 8', 14_900],
    ['Tablet 10', 24_900],
    ['Tablet 11 Pro', 49_900],
    ['Tablet 13 Pro', 74_900],
    ['E-reader', 11_900],
  ],
  audio: [
    ['Wired earphones', 1_299],
    ['Wireless earbuds', 3_999],
    ['Sports earbuds', 6_999],
    ['Over-ear headphones', 8_999],
    ['Noise-cancelling headphones', 17_999],
    ['Studio headphones', 27_999],
    ['Portable speaker', 4_999],
    ['Soundbar', 21_900],
    ['Record player', 15_900],
  ],
  screens: [
    ['Monitor 24', 12_900],
    ['Monitor 27', 19_900],
    ['Monitor 32 4K', 38_900],
    ['Television 43', 29_900],
    ['Television 55', 52_900],
    ['Television 65', 84_900],
  ],
  gaming: [
    ['Game controller', 5_999],
    ['Handheld console', 26_900],
    ['Home console', 42_900],
    ['Gaming headset', 7_999],
    ['Racing wheel', 18_900],
  ],
  home: [
    ['Smart bulb', 1_499],
    ['Smart plug, pair', 2_299],
    ['Video doorbell', 9_900],
    ['Robot vacuum', 32_900],
    ['Mesh router', 13_900],
    ['Coffee machine', 23_900],
  ],
  computing: [
    ['Keyboard', 2_999],
    ['Mechanical keyboard', 10_900],
    ['Mouse', 1_999],
    ['Ergonomic mouse', 5_499],
    ['Webcam', 4_499],
    ['SSD 1 TB', 7_499],
    ['SSD 2 TB', 12_499],
    ['USB-C dock', 16_900],
    ['Printer', 13_400],
  ],
  accessories: [
    ['Cable USB-C 1 m', 799],
    ['Cable HDMI 2 m', 999],
    ['Charger 30 W', 1_799],
    ['Charger 65 W', 3_499],
    ['Power bank', 2_699],
    ['Phone case', 1_599],
    ['Laptop sleeve', 2_499],
    ['Memory card 128 GB', 1_399],
    ['Batteries, pack of 8', 599],
    ['Cleaning cloth', 299],
  ],
}

/** Every product for sale, cheapest first. */
export const catalogue: readonly Product[] = Object.entries(byCategory)
  .flatMap(([category, products]) =>
    products.map(([name, priceCents]) => ({
      name,
      category,
      priceCents,
      marginCents: marginOf(category, priceCents),
    })),
  )
  .toSorted((a, b) => a.priceCents - b.priceCents)

/** Put into some parcels for nothing. */
export const gifts: readonly Product[] = [
  { name: 'Screen protector (gift)', category: 'accessories', priceCents: 0, marginCents: -90 },
  { name: 'Sticker sheet (gift)', category: 'accessories', priceCents: 0, marginCents: -40 },
]

function marginOf(category: string, priceCents: number): number {
  return Math.round((marginShares[category] ?? 0) * priceCents)
}
