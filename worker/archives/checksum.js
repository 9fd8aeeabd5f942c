// CRC-32, by which a zip archive tells whether a file in it is whole.

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** @param {Uint8Array} bytes @returns {number} without a sign */
export function checksum(bytes) {
  let value = 0xffffffff;
  for (let index = 0; index < bytes.length; index++) value = (value >>> 8) ^ TABLE[(value ^ bytes[index]) & 0xff];
  return ~value >>> 0;
}
