// A shop's day by the official TypeScript SDK, on the project of CTP_PROJECT_KEY, CTP_CLIENT_ID, CTP_CLIENT_SECRET,
// CTP_AUTH_URL and CTP_API_URL. It prints a line for each step, and fails where one does.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { createApiBuilderFromCtpClient } from '@commercetools/platform-sdk'
import { ClientBuilder } from '@commercetools/ts-client'

const { CTP_PROJECT_KEY: projectKey, CTP_CLIENT_ID: clientId, CTP_CLIENT_SECRET: clientSecret } = process.env
const { CTP_AUTH_URL: authUrl, CTP_API_URL: apiUrl } = process.env
const credentials = { clientId, clientSecret }
const visitorScopes = ['manage_my_orders', 'manage_my_profile', 'view_published_products']
const visitor = { host: authUrl, projectKey, scopes: visitorScopes.map((scope) => `${scope}:${projectKey}`), httpClient: fetch }

/** An API root with the flow that `flow` puts in. */
function root(flow) {
  const builder = flow(new ClientBuilder().withProjectKey(projectKey))
  const client = builder.withHttpMiddleware({ host: apiUrl, httpClient: fetch }).build()
  return createApiBuilderFromCtpClient(client).withProjectKey({ projectKey })
}

/** Sends a request, and gives the body of the answer. */
const sent = async (request) => (await request.execute()).body

const shop = root((builder) =>
  builder.withClientCredentialsFlow({ host: authUrl, projectKey, credentials, httpClient: fetch }),
)
const anonymousId = randomUUID()
const guest = root((builder) =>
  builder.withAnonymousSessionFlow({ ...visitor, credentials: { ...credentials, anonymousId } }),
)

const found = await sent(
  guest.products().search().post({
    body: {
      query: { fullText: { field: 'name', language: 'en', value: 'boot' } },
      sort: [{ field: 'variants.prices.centAmount', order: 'asc' }],
      limit: 5,
    },
  }),
)
assert.ok(found.total > 0, 'boots are found')
const projection = await sent(
  guest.productProjections().withId({ ID: found.results[0].id }).get({
    queryArgs: { priceCurrency: 'EUR', priceCountry: 'DE' },
  }),
)
const { sku, price } = projection.masterVariant
console.log(`found ${projection.name.en} for ${price.value.centAmount}`)

let cart = await sent(
  guest.me().carts().post({ body: { currency: 'EUR', country: 'DE', lineItems: [{ sku, quantity: 1 }] } }),
)
assert.equal(cart.totalPrice.centAmount, price.value.centAmount)
console.log(`a cart with ${cart.lineItems.length} line item`)

const email = `anna-${randomUUID()}@example.com`
const password = 'a long password'
await sent(guest.me().signup().post({ body: { email, password, firstName: 'Anna' } }))
const login = await sent(shop.login().post({ body: { email, password } }))
assert.equal(login.cart.id, cart.id)
console.log('signed up and logged in, and the cart is kept')

const customer = root((builder) =>
  builder.withPasswordFlow({ ...visitor, credentials: { ...credentials, user: { username: email, password } } }),
)
assert.equal((await sent(customer.me().get())).email, email)
cart = await sent(customer.me().activeCart().get())
assert.equal(cart.id, login.cart.id)

/** Changes the cart, and keeps what it has become. */
async function change(...actions) {
  const body = { version: cart.version, actions }
  cart = await sent(customer.me().carts().withId({ ID: cart.id }).post({ body }))
}

await change({ action: 'setShippingAddress', address: { country: 'DE', city: 'Berlin', firstName: 'Anna' } })
const methods = await sent(
  customer.shippingMethods().matchingCart().get({ queryArgs: { cartId: cart.id } }),
)
await change({ action: 'setShippingMethod', shippingMethod: { typeId: 'shipping-method', id: methods.results[0].id } })
const total = cart.taxedPrice.totalGross
console.log(`to be paid: ${total.centAmount}`)

const amount = { centAmount: total.centAmount, currencyCode: total.currencyCode }
const payment = await sent(
  shop.payments().post({
    body: { amountPlanned: amount, transactions: [{ type: 'Charge', amount, state: 'Success' }] },
  }),
)
cart = await sent(
  shop.carts().withId({ ID: cart.id }).post({
    body: { version: cart.version, actions: [{ action: 'addPayment', payment: { typeId: 'payment', id: payment.id } }] },
  }),
)
const order = await sent(customer.me().orders().post({ body: { id: cart.id, version: cart.version } }))
assert.equal(order.totalPrice.centAmount, cart.totalPrice.centAmount)
console.log(`the order is ${order.orderState}`)

const messages = await sent(
  shop.messages().get({ queryArgs: { where: 'resource(id = :id) and type = "OrderCreated"', 'var.id': order.id } }),
)
assert.equal(messages.results[0].order.id, order.id)
console.log(`the message is ${messages.results[0].type}`)

const conflict = shop.carts().withId({ ID: cart.id }).delete({ queryArgs: { version: 1 } })
await assert.rejects(conflict.execute(), (error) => error.statusCode === 409 && error.body.errors[0].code === 'ConcurrentModification')
const nothing = shop.categories().withKey({ key: 'nothing' }).get()
await assert.rejects(nothing.execute(), (error) => error.statusCode === 404)
console.log('a conflict and an absence are told')

const created = await sent(shop.apiClients().post({ body: { name: 'by the TypeScript SDK', scope: `view_categories:${projectKey}` } }))
const other = root((builder) =>
  builder.withClientCredentialsFlow({
    host: authUrl,
    projectKey,
    credentials: { clientId: created.id, clientSecret: created.secret },
    httpClient: fetch,
  }),
)
await sent(other.categories().get())
await sent(shop.apiClients().withId({ ID: created.id }).delete())
console.log('an API client came and went')
