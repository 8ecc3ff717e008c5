// Starts commercetools-mock on a free port of this machine, prints its URL, and ends when the standard input is closed.
import { CommercetoolsMock } from '@labdigital/commercetools-mock'

const mock = new CommercetoolsMock({
  enableAuthentication: true,
  validateCredentials: true,
  strict: true,
  silent: true,
})
console.log(await mock.app.listen({ host: '127.0.0.1', port: 0 }))
process.stdin.resume()
process.stdin.on('end', () => process.exit(0))
