export { normal, type Random, seededRandom } from '../market/seeded-random.ts'
