/** The pages of the demo shop. What a button does is said by `data-…` and done by `shop.ts`. */

interface ShopPage {
  /** Of the document, and so of the page call. */
  title: string
  body: string
}

/** Codes as Squatch.js keeps them in its cookie, which is how somebody arrives through a friend. */
const referral = Buffer.from(JSON.stringify({ codes: { classic: 'JANEDOE25' } })).toString('base64url')

/** By path below `/demo`. */
export const shopPages: Record<string, ShopPage> = {
  '': {
    title: 'Acme Games',
    body: `<h1>Games for long evenings</h1>
      <p class="lead">How does the visitor arrive?</p>
      <ul class="ways">
        <li><a href="/demo?dub_id=GWGrkftJdYlZD2mq">Through a partner’s short link</a> <small>Dub: ?dub_id=…</small></li>
        <li><a href="/demo?im_ref=QiiWXOVnrQ3SQHl24jQjyxBGUkmzfJ3i1VHrWM0">Through an advertisement</a> <small>impact.com: ?im_ref=…</small></li>
        <li><a href="/demo/sign-up" data-cookie="_saasquatch=${referral}">Through a friend’s invitation</a> <small>SaaSquatch: its cookie</small></li>
        <li><a href="/demo/sign-up">By themselves</a></li>
      </ul>
      <p><button data-tour="tour_finished">Finish the tour of the shop</button> <small>Product Fruits: an event of its own</small></p>`
  },
  'sign-up': {
    title: 'Sign up',
    body: `<h1>Sign up</h1>
      <form data-sign-up>
        <label>Name <input name="name" value="Jane Doe" autocomplete="off" /></label>
        <label>E-mail <input name="email" type="email" value="jane.doe@example.com" autocomplete="off" /></label>
        <label>Plan <select name="plan"><option>free</option><option selected>pro</option></select></label>
        <button>Sign up</button>
      </form>`
  },
  games: {
    title: 'Games',
    body: `<h1>Games</h1>
      <ul class="ways">
        <li>Nine Men’s Morris <button data-buy="morris" data-price="19.5">Buy for $19.50</button></li>
        <li>The Voyages of Marco Polo <button data-buy="marco-polo" data-price="50">Buy for $50</button></li>
      </ul>
      <p><button data-refund>Send the last one back</button></p>`
  },
  account: {
    title: 'Account',
    body: `<h1>Account</h1>
      <ul class="ways">
        <li><button data-payment>Pay the month, $29</button> <small>track: Payment Made</small></li>
        <li><button data-group>Work for Acme</button> <small>group</small></li>
        <li><button data-cancel>Cancel</button> <small>track: cancel</small></li>
        <li><button data-reset>Log out</button> <small>a new anonymous visitor</small></li>
      </ul>`
  }
}
