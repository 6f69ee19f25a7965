/** What the buttons of the demo shop do, and the list of what the page has sent. */

interface Analytics {
  track(event: string, properties?: object): void
  identify(userId: string, traits?: object): void
  group(groupId: string, traits?: object): void
  reset(): void
  ready(callback: () => void): void
  on(call: string, callback: (...details: unknown[]) => void): void
}
const shop = window as unknown as { analytics: Analytics; productFruits: object }

/** The SDK puts another object in the place of the snippet's. */
const analytics = (): Analytics => shop.analytics

/** Product Fruits' script, as far as the vendor's part here listens to it. */
let say: (event: string, data?: object) => void = () => undefined
shop.productFruits = {
  api: { analytics: { forwardEvent: (callback: typeof say) => (say = callback) } },
  identifyUser: () => undefined
}
dispatchEvent(new Event('productfruits_ready'))

const each = <Kind extends HTMLElement>(
  selector: string,
  event: string,
  run: (element: Kind) => void
): void => {
  for (const element of document.querySelectorAll<Kind>(selector))
    element.addEventListener(event, (happening) => {
      if (event === 'submit') happening.preventDefault()
      run(element)
    })
}

each('[data-cookie]', 'click', ({ dataset }) => {
  document.cookie = `${dataset.cookie};path=/;max-age=3600;SameSite=Lax`
})
each('[data-tour]', 'click', ({ dataset }) => say(dataset.tour!, { id: 7 }))
each<HTMLFormElement>('[data-sign-up]', 'submit', (form) => {
  const { name, email, plan } = Object.fromEntries(new FormData(form)) as Record<string, string>
  const [firstName, ...others] = name!.split(' ')
  const traits = { name, email, firstName, lastName: others.join(' '), plan }
  analytics().identify(`user_${email!.split('@')[0]}`, traits)
  analytics().track('Sign Up', { plan })
})
each('[data-buy]', 'click', ({ dataset }) => {
  const { buy, price } = dataset
  localStorage.order = `ORD_${Date.now().toString(36).toUpperCase()}`
  analytics().track('Order Completed', {
    order_id: localStorage.order as string,
    revenue: Number(price),
    currency: 'USD',
    products: [{ product_id: buy, price: Number(price), quantity: 1 }]
  })
})
each('[data-refund]', 'click', () =>
  analytics().track('Order Refunded', { order_id: (localStorage.order as string | undefined) ?? 'ORD_1' })
)
each('[data-payment]', 'click', () =>
  analytics().track('Payment Made', { payment_id: `PAY_${Date.now()}`, amount: 29, currency: 'USD' })
)
each('[data-group]', 'click', () => analytics().group('acct_0009', { name: 'Acme', employees: 12 }))
each('[data-cancel]', 'click', () => analytics().track('cancel', { reason: 'too many games' }))
each('[data-reset]', 'click', () => analytics().reset())

analytics().ready(() => {
  const list = document.getElementById('sent')!
  for (const call of ['page', 'track', 'identify', 'group'])
    analytics().on(call, (first, second) => {
      const entry = document.createElement('li')
      const name = call === 'page' ? (second ?? document.title) : first
      entry.textContent = `${call} ${typeof name === 'string' ? name : ''}`
      list.prepend(entry)
    })
})

// A module: its names are its own.
export {}
