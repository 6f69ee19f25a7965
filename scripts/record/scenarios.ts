/**
 * The calls that are recorded, as a shop, its app and its servers would make them. Between them they hold what the
 * five vendors look for: click ids, money in major units and in cents, products, device data, and users who are not
 * known yet. In a browser no call names a click id or a referral code: the vendors' scripts bring them.
 */

type Arguments = readonly unknown[]

export interface PageVisited {
  url: string
  title: string
  referrer?: string
}

export interface BrowserScenario {
  sdk: 'browser'
  name: string
  /** The pages that the visitor comes from, the landing page first. Each makes a page call, which is not recorded. */
  visited?: PageVisited[]
  /** What other scripts of the shop have kept in the browser: name to value. */
  cookies?: Record<string, string>
  /** Where the calls are made. */
  page: PageVisited
  /** Method and arguments. The last call is the recorded one, those before it prepare the page. */
  calls: ['track' | 'identify' | 'page' | 'group' | 'alias' | 'reset', ...Arguments][]
}

export interface ServerScenario {
  sdk: 'node'
  name: string
  call: ['track' | 'identify' | 'page' | 'screen' | 'group' | 'alias', Record<string, unknown>]
}

export type Scenario = BrowserScenario | ServerScenario

const dubClick = 'GWGrkftJdYlZD2mq'
const impactClick = 'QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0'

const pages = {
  home: { url: 'https://www.acme.com/', title: 'Acme', referrer: 'https://www.google.com/' },
  landing: {
    url: `https://www.acme.com/offers?dub_id=${dubClick}&im_ref=${impactClick}&utm_source=newsletter&utm_campaign=winter`,
    title: 'Offers',
    referrer: 'https://blog.example/'
  },
  pricing: { url: 'https://www.acme.com/pricing', title: 'Pricing', referrer: 'https://www.acme.com/' },
  product: { url: 'https://www.acme.com/games/monopoly', title: 'Monopoly: 3rd Edition' },
  signUp: { url: 'https://www.acme.com/sign-up', title: 'Sign up', referrer: 'https://www.acme.com/pricing' },
  thankYou: { url: 'https://www.acme.com/thank-you', title: 'Thank you' },
  account: { url: 'https://www.acme.com/account', title: 'Your account' }
}

const jane = {
  name: 'Jane Doe',
  email: 'jane.doe@example.com',
  avatar: 'https://cdn.acme.com/avatars/jane.png'
}
const userId = 'user_0001'
const anonymousId = '97c46c81-3140-456d-b2a9-690d70aaca35'
/** What Squatch.js keeps of a friend's link. */
const squatchCookie = Buffer.from(
  JSON.stringify({ 'app.referralsaasquatch.com': { test_acme: { codes: { klassik: 'SUSAN210' } } } })
).toString('base64url')

const products = [
  {
    product_id: '507f1f77bcf86cd799439011',
    sku: '45790-32',
    name: 'Monopoly: 3rd Edition',
    category: 'Games',
    price: 19,
    quantity: 1,
    position: 1,
    url: 'https://www.acme.com/games/monopoly',
    image_url: 'https://cdn.acme.com/games/monopoly.png'
  },
  {
    product_id: '505bd76785ebb509fc183733',
    sku: '46493-32',
    name: 'Uno',
    brand: 'Mattel',
    category: 'Games',
    price: 3,
    quantity: 2,
    position: 2
  }
]

/** As Segment's spec for Order Completed says: revenue in currency units. */
const order = {
  checkout_id: 'fksdjfsdjfisjf9sdfjsd9f',
  order_id: '50314b8e9bcf000000000000',
  affiliation: 'Acme Store',
  subtotal: 22.5,
  total: 27.5,
  revenue: 22.5,
  shipping: 3,
  tax: 2,
  discount: 2.5,
  coupon: 'hasbros',
  currency: 'USD',
  products
}

/** As Dub's and SaaSquatch's guides say: revenue in cents. */
const orderInCents = { payment_processor: 'stripe', order_id: 'ORD_123', currency: 'USD', revenue: 1000 }

const iPhone = {
  app: { name: 'Acme', version: '1.2.3', build: '1.2.3.545', namespace: 'com.acme.app' },
  device: {
    id: 'B5372DB0-C21E-11E4-8DFC-AA07A5B093DB',
    advertisingId: '7A3CBEA0-BDF5-11E4-8DFC-AA07A5B093DB',
    adTrackingEnabled: true,
    manufacturer: 'Apple',
    model: 'iPhone16,1',
    type: 'ios'
  },
  os: { name: 'iOS', version: '17.2' },
  network: { carrier: 'T-Mobile US', cellular: true, wifi: false },
  locale: 'en-US',
  ip: '198.51.100.7',
  userAgent: 'Acme/1.2.3 (iPhone; iOS 17.2; Scale/3.00)'
}

const pixel = {
  app: { name: 'Acme', version: '1.2.3', build: '545', namespace: 'com.acme.app' },
  device: {
    id: '8c1b9f2e5a7d4c30',
    advertisingId: '38400000-8cf0-11bd-b23e-10b96e40000d',
    adTrackingEnabled: true,
    manufacturer: 'Google',
    model: 'Pixel 8',
    type: 'android'
  },
  os: { name: 'Android', version: '14' },
  network: { carrier: 'Vodafone', cellular: false, wifi: true },
  locale: 'de-DE',
  ip: '198.51.100.8',
  userAgent: 'Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)'
}

const browserScenarios: BrowserScenario[] = [
  {
    sdk: 'browser',
    name: 'page-home',
    page: pages.home,
    calls: [['page', 'Home']]
  },
  {
    sdk: 'browser',
    name: 'page-unnamed',
    page: pages.landing,
    calls: [['page']]
  },
  {
    sdk: 'browser',
    name: 'page-category',
    page: pages.pricing,
    calls: [
      ['identify', userId],
      ['page', 'Docs', 'Pricing', { plan: 'pro' }]
    ]
  },
  {
    sdk: 'browser',
    name: 'identify',
    cookies: { _saasquatch: squatchCookie },
    page: pages.account,
    calls: [
      [
        'identify',
        userId,
        {
          ...jane,
          plan_type: 'pro',
          logins: 5,
          beta: false,
          tags: ['games', 'puzzles'],
          address: { city: 'Oslo', country: 'NO' },
          createdAt: '2024-01-15T10:00:00.000Z'
        }
      ]
    ]
  },
  {
    sdk: 'browser',
    name: 'identify-anonymous',
    page: pages.home,
    calls: [['identify', { email: 'jane.doe@example.com', newsletter: true }]]
  },
  {
    sdk: 'browser',
    name: 'sign-up',
    visited: [pages.landing],
    page: pages.signUp,
    calls: [
      ['identify', userId, jane],
      ['track', 'Sign Up', { plan: 'pro', quantity: 3 }, { context: { traits: jane } }]
    ]
  },
  {
    sdk: 'browser',
    name: 'sign-up-anonymous',
    visited: [pages.landing],
    page: pages.signUp,
    calls: [['track', 'Sign Up', { plan: 'free' }]]
  },
  {
    sdk: 'browser',
    name: 'signed-up',
    visited: [pages.landing],
    page: pages.signUp,
    calls: [
      ['identify', userId, jane],
      [
        'track',
        'Signed Up',
        {
          type: 'organic',
          first_name: 'Jane',
          last_name: 'Doe',
          email: 'jane.doe@example.com',
          username: 'jane'
        }
      ]
    ]
  },
  {
    sdk: 'browser',
    name: 'signup',
    page: pages.signUp,
    calls: [
      ['identify', userId, jane],
      ['track', 'signup', { source: 'ad' }, { context: { traits: jane } }]
    ]
  },
  {
    sdk: 'browser',
    name: 'product-viewed',
    page: pages.product,
    calls: [['track', 'Product Viewed', { ...products[0], currency: 'USD', value: 19 }]]
  },
  {
    sdk: 'browser',
    name: 'order-completed',
    visited: [pages.landing, pages.pricing, pages.signUp],
    page: pages.thankYou,
    calls: [
      ['identify', userId, jane],
      ['track', 'Order Completed', order, { context: { traits: { ...jane, status: 'NEW' } } }]
    ]
  },
  {
    sdk: 'browser',
    name: 'order-completed-cents',
    visited: [pages.landing, pages.pricing, pages.signUp],
    page: pages.thankYou,
    calls: [
      ['identify', userId, jane],
      ['track', 'Order Completed', orderInCents, { context: { traits: jane } }]
    ]
  },
  {
    sdk: 'browser',
    name: 'newsletter-subscription',
    page: pages.home,
    calls: [['track', 'newsletter-subscription', { list: 'weekly', double_opt_in: true }]]
  },
  {
    sdk: 'browser',
    name: 'payment-made',
    page: pages.account,
    calls: [
      ['identify', userId, jane],
      ['track', 'Payment Made', { revenue: '39.95', currency: 'usd', plan: 'pro' }]
    ]
  },
  {
    sdk: 'browser',
    name: 'cancel',
    page: pages.account,
    calls: [
      ['identify', userId, jane],
      ['track', 'cancel', { reason: 'too expensive' }]
    ]
  },
  {
    sdk: 'browser',
    name: 'group',
    page: pages.account,
    calls: [
      ['identify', userId, jane],
      [
        'group',
        'acct_0009',
        { id: 'acct_0009', name: 'Initech', industry: 'Technology', employees: 329, plan: 'enterprise' }
      ]
    ]
  },
  {
    sdk: 'browser',
    name: 'alias',
    page: pages.account,
    // Without an identify before it: for a known user the SDK sends that user's id as the new one too.
    calls: [['alias', 'user_0002', userId]]
  }
]

/** A server reads the cookies of its visitors itself, and says in its calls what it finds. */
const serverScenarios: ServerScenario[] = [
  {
    sdk: 'node',
    name: 'identify',
    call: [
      'identify',
      {
        userId,
        traits: {
          firstName: 'Jane',
          lastName: 'Doe',
          email: 'jane.doe@example.com',
          plan_type: 'pro',
          account_id: 'acct_0009'
        },
        context: { locale: 'en-US', ip: '203.0.113.42', userAgent: 'Mozilla/5.0 (Macintosh)' }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'page',
    call: [
      'page',
      {
        userId,
        anonymousId,
        name: 'Pricing',
        properties: { url: 'https://www.acme.com/pricing', path: '/pricing', title: 'Pricing' },
        context: { ip: '203.0.113.42', userAgent: 'Mozilla/5.0 (Macintosh)' }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'screen-ios',
    call: [
      'screen',
      { userId, anonymousId, name: 'Home', properties: { variation: 'blue button' }, context: iPhone }
    ]
  },
  {
    sdk: 'node',
    name: 'screen-android',
    call: ['screen', { anonymousId, name: 'Cart', category: 'Shop', context: pixel }]
  },
  {
    sdk: 'node',
    name: 'application-installed-ios',
    call: [
      'track',
      {
        anonymousId,
        event: 'Application Installed',
        properties: { version: '1.2.3', build: '545' },
        context: iPhone
      }
    ]
  },
  {
    sdk: 'node',
    name: 'application-installed-android',
    call: [
      'track',
      {
        anonymousId,
        event: 'Application Installed',
        properties: { version: '1.2.3', build: '545' },
        context: pixel
      }
    ]
  },
  {
    sdk: 'node',
    name: 'application-opened-android',
    call: [
      'track',
      {
        anonymousId,
        event: 'Application Opened',
        properties: { from_background: false, version: '1.2.3', build: '545', url: 'acme://cart' },
        context: pixel
      }
    ]
  },
  {
    sdk: 'node',
    name: 'sign-up',
    call: [
      'track',
      {
        userId,
        event: 'Sign Up',
        properties: { plan: 'pro' },
        context: { traits: { ...jane, clickId: dubClick } }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'signed-up',
    call: [
      'track',
      {
        userId,
        event: 'Signed Up',
        properties: { type: 'invited', first_name: 'Jane', last_name: 'Doe', email: 'jane.doe@example.com' },
        context: { groupId: 'acct_0009' }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'order-completed',
    call: [
      'track',
      {
        userId,
        anonymousId,
        event: 'Order Completed',
        properties: order,
        context: {
          traits: { email: 'jane.doe@example.com' },
          referrer: { type: 'impactRadius', id: impactClick },
          ip: '203.0.113.42'
        }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'order-completed-cents',
    call: ['track', { userId, event: 'Order Completed', properties: orderInCents }]
  },
  {
    sdk: 'node',
    name: 'order-refunded',
    call: [
      'track',
      {
        userId,
        event: 'Order Refunded',
        properties: { order_id: order.order_id, total: 19, currency: 'USD', products: products.slice(0, 1) },
        context: { traits: jane }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'payment-made',
    call: [
      'track',
      { userId, event: 'Payment Made', properties: { amount: 39.95, currency: 'EUR', plan: 'pro' } }
    ]
  },
  {
    sdk: 'node',
    name: 'refund-received',
    call: ['track', { anonymousId, event: 'Refund Received', properties: { amount: -10, currency: 'eur' } }]
  },
  {
    sdk: 'node',
    name: 'cancel-anonymous',
    call: ['track', { anonymousId, event: 'cancel', properties: { reason: 'trial over' } }]
  },
  {
    sdk: 'node',
    name: 'plan-upgraded',
    call: [
      'track',
      {
        userId,
        event: 'Plan-Upgraded (v2)!',
        properties: { plan_type: 'pro', seats: 5, account_id: 'acct_0009' }
      }
    ]
  },
  {
    sdk: 'node',
    name: 'group',
    call: [
      'group',
      { userId, groupId: 'acct_0009', traits: { name: 'Initech', plan: 'enterprise', employees: 329 } }
    ]
  },
  {
    sdk: 'node',
    name: 'alias',
    call: ['alias', { userId: 'user_0002', previousId: userId }]
  }
]

export const scenarios: readonly Scenario[] = [...browserScenarios, ...serverScenarios]
