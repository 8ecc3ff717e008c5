// Reads one category again and again by the official TypeScript SDK. Its arguments are the way, the port of the server and how
// many requests are sent at each number of tasks.
import { createApiBuilderFromCtpClient } from '@commercetools/platform-sdk'
import { ClientBuilder } from '@commercetools/ts-client'

const [way, port, requestCount] = process.argv.slice(2)
const host = `http://127.0.0.1:${port}`
const projectKey = 'bench'
const ID = '00000000-0000-4000-8000-000000000001'

/** A client whose token comes by client credentials, or is known. */
function makeRoot() {
  const builder = new ClientBuilder().withProjectKey(projectKey).withHttpMiddleware({ host, httpClient: fetch })
  const credentials = { clientId: 'an-identifier', clientSecret: 'a secret' }
  const authorized =
    way === 'bearer'
      ? builder.withExistingTokenFlow('Bearer an-access-token', { force: true })
      : builder.withClientCredentialsFlow({ host, projectKey, credentials, httpClient: fetch })
  return createApiBuilderFromCtpClient(authorized.build()).withProjectKey({ projectKey })
}

/** Sends so many requests in so many tasks, and gives the seconds that each of them took. */
async function run(root, tasks, requests) {
  const latencies = []
  let left = requests
  const task = async () => {
    while (left > 0) {
      left -= 1
      const began = performance.now()
      const { body } = await root.categories().withId({ ID }).get().execute()
      if (body.version !== 7) throw new Error('this is another category')
      latencies.push((performance.now() - began) / 1e3)
    }
  }
  await Promise.all(Array.from({ length: tasks }, task))
  return latencies
}

if (way === 'cold') {
  // All at once, before there is a token.
  const tokenCalls = async () => Number(await (await fetch(`${host}/token-calls`)).text())
  const before = await tokenCalls()
  await run(makeRoot(), Number(requestCount), Number(requestCount))
  console.log(`${requestCount} requests without a token\tcalls\t${(await tokenCalls()) - before}`)
} else {
  const root = makeRoot()
  for (const tasks of [1, 16, 64]) {
    await run(root, tasks, Math.max(Math.ceil(requestCount / 10), 2 * tasks))
    const cpuBefore = process.cpuUsage()
    const began = performance.now()
    const latencies = await run(root, tasks, Number(requestCount))
    const took = (performance.now() - began) / 1e3
    const { user, system } = process.cpuUsage(cpuBefore)
    latencies.sort((one, other) => one - other)
    const quantile = (of) => latencies[Math.floor(latencies.length * of)]
    const figures = {
      rate: latencies.length / took,
      cpu: (user + system) / 1e6 / latencies.length,
      p50: quantile(0.5),
      p99: quantile(0.99),
    }
    for (const [name, number] of Object.entries(figures)) console.log(`${tasks}\t${name}\t${number}`)
  }
}
