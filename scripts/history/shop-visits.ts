/** What the visitors of a web shop do, as analytics.js tells it: the content of generated events. */
import { createHash } from 'node:crypto'

/** A number from 0 to below 1; the next one with each call. */
export type Random = () => number

export interface Visit {
  index: number
  /** When, in ms since 1970. */
  at: number
  user: string
  random: Random
}

const products = [
  'Monopoly: 3rd Edition',
  'Uno',
  'Chess',
  'Carcassonne',
  'Dixit',
  'Café International',
  'Go',
  'Risk'
]
const browsers = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Safari/537.36',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:132.0) Gecko/20100101 Firefox/132.0'
]
const names = ['Jane Doe', 'Zoë Müller', 'Kofi Mensah', 'Ana Sousa', '佐藤 健', 'Amir Haddad']

/** @returns what tells events of one kind from others: type, name, properties or traits */
export function doingOf(visit: Visit): object {
  let left = visit.random() * 100
  for (const [share, does] of doings) if ((left -= share) < 0) return does(visit)
  return viewsPage(visit)
}

/** What analytics.js says beside every event. */
export function contextOf({ user, random }: Visit): object {
  const name = pick(names, random)
  const product = Math.floor(random() * 5_000)
  return {
    traits: {
      name,
      email: `${user}@example.com`,
      avatar: `https://cdn.acme.example/avatars/${user}.png`,
      status: 'NEW'
    },
    page: {
      path: `/games/${product}`,
      referrer: 'https://www.google.com/',
      search: '?utm_source=newsletter&utm_medium=email&utm_campaign=spring-sale',
      title: 'Games for long evenings | Acme',
      url: `https://www.acme.example/games/${product}?utm_source=newsletter&utm_medium=email&utm_campaign=spring-sale`
    },
    campaign: { name: 'spring-sale', source: 'newsletter', medium: 'email' },
    userAgent: pick(browsers, random),
    screen: { width: 1440, height: 900, density: 2 },
    locale: 'en-US',
    library: { name: 'analytics.js', version: 'next-1.84.3' },
    timezone: 'Europe/Berlin',
    groupId: `company_${product % 100}`,
    ip: `203.0.113.${Math.floor(random() * 255)}`
  }
}

const viewsPage = ({ random }: Visit): object => {
  const product = Math.floor(random() * 5_000)
  return {
    type: 'page',
    name: 'Game',
    category: 'Shop',
    properties: {
      ...{ name: 'Game', category: 'Shop', path: `/games/${product}`, referrer: 'https://www.google.com/' },
      ...{ title: 'Games for long evenings | Acme', url: `https://www.acme.example/games/${product}` }
    }
  }
}

const viewsProduct = ({ random }: Visit): object => ({
  type: 'track',
  event: 'Product Viewed',
  properties: { ...productOf(random), currency: 'USD', coupon: 'SPRING', variant: 'blue' }
})

const orders = ({ index, random }: Visit): object => {
  const bought = Array.from({ length: 1 + Math.floor(random() * 3) }, () => productOf(random))
  const subtotal = bought.reduce((sum, { price, quantity }) => sum + price * quantity, 0)
  return {
    type: 'track',
    event: 'Order Completed',
    properties: {
      order_id: `order_${index}`,
      affiliation: 'Acme Store',
      subtotal: cents(subtotal),
      revenue: cents(subtotal * 0.9),
      total: cents(subtotal + 3),
      shipping: 3,
      discount: cents(subtotal * 0.1),
      coupon: 'SPRING',
      currency: random() < 0.8 ? 'USD' : 'EUR',
      products: bought
    }
  }
}

const signsUp = ({ user, random }: Visit): object => ({
  type: 'track',
  event: 'Sign Up',
  properties: { plan: pick(['free', 'pro', 'team'], random), method: 'email', username: user }
})

const pays = ({ index, random }: Visit): object => ({
  type: 'track',
  event: 'Payment Made',
  properties: {
    amount: cents(random() * 200),
    currency: 'USD',
    payment_id: `payment_${index}`,
    method: 'card'
  }
})

const identifies = ({ user, at, random }: Visit): object => ({
  type: 'identify',
  traits: {
    name: pick(names, random),
    email: `${user}@example.com`,
    plan: pick(['free', 'pro', 'team'], random),
    createdAt: new Date(at - Math.floor(random() * 1e10)).toISOString(),
    address: { city: 'Berlin', country: 'Germany', postalCode: '10115' }
  }
})

const joinsCompany = ({ index, random }: Visit): object => ({
  type: 'group',
  groupId: `company_${index % 100}`,
  traits: { name: 'Acme & Söhne', industry: 'Games', employees: Math.floor(random() * 500) }
})

function productOf(random: Random) {
  const product = Math.floor(random() * 5_000)
  return {
    product_id: idOf(`product ${product}`).slice(0, 24),
    sku: `4579${product}-32`,
    name: pick(products, random),
    category: 'Games',
    brand: 'Acme',
    price: cents(5 + random() * 60),
    quantity: 1 + Math.floor(random() * 3),
    url: `https://www.acme.example/games/${product}`,
    image_url: `https://cdn.acme.example/games/${product}.png`
  }
}

const cents = (amount: number): number => Math.round(amount * 100) / 100

const pick = <Value>(values: readonly Value[], random: Random): Value =>
  values[Math.floor(random() * values.length)]!

/** As a UUID looks. */
export function idOf(text: string): string {
  const hex = createHash('md5').update(text).digest('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/** How often, of a hundred, a visitor does what. */
const doings: [number, (visit: Visit) => object][] = [
  [40, viewsPage],
  [30, viewsProduct],
  [10, identifies],
  [8, orders],
  [6, signsUp],
  [4, pays],
  [2, joinsCompany]
]
