// Reads pages by JSON.parse. Its arguments are the name and the file of each page. Node.js has to permit calls of its garbage
// collector: `node --expose-gc`.
import { readFileSync } from 'node:fs'

const TIMES = 21
const pages = process.argv.slice(2)
for (let place = 0; place < pages.length; place += 2) {
  const [name, file] = pages.slice(place)
  const bytes = readFileSync(file)
  const read = () => JSON.parse(bytes.toString('utf8'))
  for (let time = 0; time < 5; time += 1) read()
  globalThis.gc()
  const before = process.memoryUsage().heapUsed
  let value = read()
  globalThis.gc()
  const memory = process.memoryUsage().heapUsed - before
  value = undefined
  // The collector works in threads of its own, whose time a median would lose.
  const { user, system } = process.cpuUsage()
  for (let time = 0; time < TIMES; time += 1) read()
  const spent = process.cpuUsage({ user, system })
  console.log(`${name}\ttime\t${(spent.user + spent.system) / 1e6 / TIMES}`)
  console.log(`${name}\tmemory\t${memory}`)
}
