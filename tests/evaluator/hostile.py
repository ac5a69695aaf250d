"""An adversary's lines, by class. Each must be answered, or refused, at once and in little memory."""

from __future__ import annotations

from collections.abc import Iterator

BIG = "(2^32000+1)"
ROOMY = "(3^20000)"

ESCAPES = """
__import__('os').system('id')
().__class__.__bases__[0].__subclasses__()
(lambda: 1)()
[x for x in (1,)]
f'{1}'
"a"*10**9
{1:2}
x:=1
x.y.z
print(1)
eval(1)
exec
open(1)
__builtins__
globals()
1 if 2 else 3
*a
f(**x)
max(key=1)
import os
a;b
\\x41
`id`
$(id)
%s%n
1j
None
True
...
@f
a->b
not
and
of of of
to to
!
^^
=
==
x==
=3
x=
f()=1
f(x,)=1
f(x,x)=1
f(1)=1
f(pi)=1
pi=3
ans=3
if=3
if(1)
if(1,2)
if
"""

TOWERS = """
9^9^9
9^9^9^9
10^10^10
10^10^10^10
2^2^2^2^2
2^2^2^2^2^2
9**9**9**9**9
0 ^ 9^9^9
1 ^ 9^9^9^9
(-1) ^ 9^9^9
(-1) ^ (10^30+1)
0^-1
0^-9^9
2^-99999999999
2^-9^9^9
(1/3)^(10^9)
(1/3)^-(10^9)
(1/3)^(10^18)
1.0000000001^(10^18)
0.9999999999999^(10^20)
(2^32000)^2
(2^32000)^(2^32000)
(2^32000)^(1/2)
(2^32000)^(1/3)
(2^32000+1)^(1/3)
(3^20000)^(1/7)
(3^20000)^(1/1000)
(3^20000)^(1/32003)
(3^20000)^(32003/32009)
(3^20000)^(1/(2^16000+1))
((2^16000+1)/(3^10000))^(1/3)
((2^16000+1)/(3^10000))^2
pi^pi^pi^pi
pi^(10^17)
pi^(10^18)
pi^-(10^17)
e^(10^17)
e^(10^19)
e^-(10^19)
exp(10^1000)
exp(-10^1000)
exp(exp(exp(exp(exp(1)))))
sqrt(2)^(2^32000)
1e-400000^(10^12)
3!!
3!!!
3!!!!
9!!
9!!!!!!!!!!!!!!!
2^0.5^0.5^0.5
(10^9864)^(1/9864)
2²²²²²²²²²
9⁹⁹⁹⁹⁹⁹⁹⁹⁹
9⁹^9⁹^9⁹
10⁻⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹⁹
"""

LITERALS = """
1e999999999
1e-999999999
1e999999999999999999
1e-999999999999999999
1e9999999999999999999999999999999
1e-9999999999999999999999999999999
0e99999999999999999999999999999
1e9864
1e9865
1e-9864
1.5e-9864
0x
0b
0b2
0o9
0xg
1__0
1_
1e
1e+
1.2.3
1..2
1 2
1 000 00
1,00
1,5
1,234,56
,1
1,
"""

FUNCTIONS = """
100000!
1000000!
10000000000!
(10^17)!
(10^18)!
(10^30)!
(-1)!
0.5!
(-0.5)!
(1/3)!
(10^10+1/2)!
(2^32000)!
(-10^10-1/2)!
(-1000.5)!
(-10^5-1/3)!
gamma(1e-30)
gamma(-1e-30)
gamma(10^15+0.5)
gamma(sqrt(2)*10^15)
gamma(1/(2^30000+1))
comb(10^6, 5*10^5)
comb(10^17, 10^16)
comb(2^32000, 2)
comb(2^32000, 3)
comb(2^32000, 2^31000)
comb(2^16000, 2^15999)
comb(32768, 16384)
comb(33000, 16500)
comb(10^30, 500)
perm(10^6)
perm(10^30, 10^29)
perm(2^1000, 32)
perm(2^32000, 2)
perm(10^6, 10^5)
10^9 choose 5*10^8
factor(10^18+9)
factor(1000000007*1000000009)
factor(2^127-1)
factor(2^1000+1)
factor((10^9+7)*(10^9+9)*(10^9+21))
factor(2^32000+1)
factor(2^32000)
factor(3^20000)
factor(1009^3000)
factor(100000000000000003*100000000000000013)
isprime(2^521-1)
isprime(2^1279-1)
isprime(2^2203-1)
isprime(2^4423-1)
isprime(2^32000+1)
isprime((2^521-1)^2)
gcd(2^32000+1, 3^20000+1)
lcm(2^32000+1, 3^20000+1)
lcm(2^16000+1, 3^10000+1)
round(1/3, 10^9)
round(1/3, 1000)
round(pi, 1000)
round(2^32000/3, 1000)
round(10^20, -1000)
floor(9^9^9)
floor(9^9^9/7)
frac(9^9^9)
9^9^9 mod 7
9^9^9 mod (2^16000+1)
(2^32000+1)^(2^32000+1) mod (2^32000+3)
3^(2^32000) mod 7
(9^9^9 + 1) mod 7
9^9^9 // 2
9^9^9 & 1
1 << 32768
1 << 32769
1 << 10^9
1 << -1
(2^32000) << 32768
(2^32000) >> 10^9
~(2^32000)
sin(10^1000)
sin(10^1001)
sin(2^32000)
sin(9^9^9)
sin(9^9^9*pi)
sin(2^32000*pi)
sin(pi/(2^32000+1))
sin(10^999+1/3)
sin(2^3000/3^1500)
cos(10^-9000)
tan(10^1000)
tan(pi/2)
tan(pi/2+10^-9000)
tan(1e-999999999)
asin(1-10^-9000)
asin(1e-999999999)
acos(1-10^-9000)
acos(1e-99999999999)
atan(9^9^9)
atan(1e-999999999)
atan2(9^9^9, -1)
sinh(9^9^9)
sinh(10^17)
sinh(1e-999999999)
cosh(10^19)
cosh(1e-999999999)
tanh(9^9^9)
tanh(1e-999999999)
asinh(9^9^9)
asinh(1e-999999999)
asinh(-9^9^9)
acosh(9^9^9)
acosh(1+10^-9000)
atanh(1-10^-9000)
atanh(1e-999999999)
atanh(10^-9000)
ln(1+10^-9000)
ln(1-10^-9000)
ln(9^9^9)
ln(1e-999999999)
ln(2^32000)
log(2^32000, 2^16000)
log(2^32000+1, 3)
log(10^9000)
log(10^-9000)
log(2, 1+10^-4000)
log(1+10^-4000, 1-10^-4000)
log2(2^32000+1)
sqrt(9^9^9)
sqrt(2^32000+1)
sqrt(1/(2^32000+1))
cbrt(2^32000)
root(3^20000, 20000)
root(3^20000, 10000)
root(2, 32768)
root(2, 10^9)
root(2, 0.5)
hypot(9^9^9, 9^9^9)
min(9^9^9, 9^9^9^1)
abs(-9^9^9)
degrees(9^9^9)
radians(2^32000)
"""

PRINTING = """
2^32767
-2^32767
2^32768
1/3^20000
2^16000/3^10000
1/2^16000
1/5^7000
7/2^16000
10^9863
10^9863 - 1
1e-4299
1.234567e-4299
(10^4299+1)/10^4299
1/7 + 10^-4299
2^100/3
-(2^32000)/7
9^9^9/3
-9^9^9
1e-999999999999999
3157!
factor(2^32000)
"""

CONVERSIONS = """
2^32000 to 1000 digits
1/3^20000 to 1000 digits
10^9000/7 to 1000 digits
pi to 40 digits
9^9^9 to 40 digits
9^9^9 to sci
9^9^9 as %
1e-999999999 as %
1e347063955000000000 as %
(2^16000+1)/3^10000 as %
(2^16000+1)/3^10000 to fraction
2^17000 to hex
2^17100 to hex
2^32000 to dec
2^4299 to bin
-(2^4299) to bin
factor(2^100) to hex
3157! to 1000 digits
1 to 99999999999999999999999 digits
1 to 0 digits
true to hex
true as %
1 as % of 0
1 as % of 10^-9000
1 to hex to bin to oct to % to sci
1 to
1 to to
1 in in in
"""

EQUALITY = """
2^32000 == 2^32000+1
2^16000/3^10000 == 2^16000/3^10000
(2^16000+1)/3^10000 < (2^16000+2)/3^10000
9^9^9 == 9^9^9 + 1
9^9^9 < 1e-999999999
1e999999999 - 1e-999999999
1e999999999 + 1e-999999999 == 1e999999999
sqrt(2)^2 == 2
pi == 22/7
1e-999999999 == 0
"""

UNICODE = [
    "\ud800", "a\udfff", "\x00", "1\x002", "\u202e1+2", "\u200b1", "2ⁿ", "2①", "2₃", "x₃₃", "ⅷ", "㎡", "⒈", "2⒈5",
    "\ufdfa" * 200, "a" + "\u0301" * 3000, "\u0301", "１２３＋４", "𝟏𝟐", "𝑥", "½½", "1½½", "½²", "²", "⁻", "2⁻", "2⁻⁻¹",
    "√", "√√√√2", "√" * 99 + "2", "√" * 400 + "2", "∛∛∜2", "³√27", "⁻³√27", "⁰√27", "°", "60°°°", "5" + "°" * 500,
    "٣+٤", "名前", "名前 = 3", "ªº", "µ", "π²", "2π", "∞", "∑", "e\u0301 = 3", "😀", "1\u00a0000", "1\u2009000", "–5", "—5",
    "\u1100\u1161", "a\u200db", "\ufeff1+1", "x\u0660", "№5", "ﬁ = 2", "K", "1 000", "½" * 1000, "²" * 1000,
]  # fmt: skip


def repeated() -> Iterator[str]:
    """Nesting, chains and crowds."""
    for count in (99, 101, 1_000, 2_000):
        yield "(" * count + "1" + ")" * count
        yield "(" * count
        yield ")" * count
        yield "-" * count + "1"
        yield "~" * count + "1"
        yield "- ~" * (count // 2) + "1"
        yield "not " * count + "1"
        yield "sqrt(" * count + "2" + ")" * count
        yield "2^" * count + "1"
        yield "1^" * count + "1"
        yield "2^-" * count + "1"
        yield "(-" * count + "1" + ")" * count
        yield "1+" * count + "1"
        yield "9*" * count + "9"
        yield "7/" * count + "9"
        yield "1<" * count + "2"
        yield "1 or " * count + "2"
        yield "3" + "!" * count
        yield "3" + "%" * count
        yield "2" + "%+2" * count
        yield "if(1," * count + "1" + ",2)" * count
        yield "max(" + "1," * count + "2)"
        yield "max(" * count + "1" + ")" * count
        yield "f(" * count + "1" + ")" * count
        yield "1 " * count
        yield "x" * count
        yield "x " * count
        yield "9" * count
        yield "1." + "9" * count
        yield "0x" + "f" * count
        yield "1 xor " * count + "1"
        yield "1|" * count + "1"
        yield "1 choose " * count + "1"
        yield "5 mod " * count + "3"
        yield "π" * count
        yield "[" * count
        yield "," * count
        yield "1," + "000," * count + "000"
        yield "1" + " 000" * count
        yield "=" * count
        yield "20% of " * count + "50"
    yield "9" * 4_096
    yield "9" * 5_000
    yield "1" * 2_000 + "/" + "7" * 2_000
    yield "f(" + ",".join(f"a{n}" for n in range(400)) + ") = 1"


def heavy() -> Iterator[str]:
    """Many dear operations in one line: each is affordable, the line must not become slow."""
    for term in (
        "pi^pi", "gamma(1/3)", "sin(10^1000)", "(10^17)!", "comb(10^9,10^8)", "ln(1+10^-9000)", "3^20000*3",
        "gcd(2^9000+1,3^5000+1)", "1e999999999", "1e-99999999", "asin(0.3)", "cosh(3.3)", "sqrt(2^9000+1)", "2^0.3",
        "1/3^5000", "3000!", "log(2^9000+1,3)", "3^20000", "10^9000/7", "isprime(2^521-1)", "factor(1000000007*998244353)",
        "9^9^9 mod 7", "2^(1/3^90)", "tan(1.5)", "atanh(0.3)", "root(3^9000,17)", "9^9^9", "2.5!", "sqrt(2)", "1.1",
        "round(pi^9,30)", "floor(pi^30)", "(1/3)^9000", "(2/3)^3000", "perm(2^300,90)", "comb(9000,4500)", "pi", "1½",
        "sinh(0.001)", "acosh(1.001)", "exp(0.1)", "log(7)", "lcm(2^8000+1,3^5000+1)", "1/97",
    ):  # fmt: skip
        for operator in ("+", "*", "==", "^", "mod "):
            yield (" " + operator).join([term] * min(400, 4_000 // (len(term) + 5)))
    yield "+".join(f"1/{n}" for n in range(1, 600))
    yield "+".join(f"1/{n}" for n in range(10_001, 10_500))
    yield "+".join(f"1/3^{n}" for n in range(9_500, 9_900))
    yield "*".join(f"({n}/{n + 1})" for n in range(10_001, 10_250))
    yield "mean(" + ",".join(f"1/{n}" for n in range(1_001, 1_700)) + ")"
    yield "stdev(" + ",".join(f"1/{n}" for n in range(1_001, 1_700)) + ")"
    yield "median(" + ",".join(f"{n}/7^999" for n in range(1_001, 1_400)) + ")"
    yield "max(" + ",".join(f"7^{9_000 + n}/3^{5_000 + n}" for n in range(200)) + ")"
    yield "+".join(["sqrt(2)"] * 500)


def lines() -> Iterator[str]:
    """The whole corpus of single lines."""
    for group in (ESCAPES, TOWERS, LITERALS, FUNCTIONS, PRINTING, CONVERSIONS, EQUALITY):
        yield from group.strip().splitlines()
    yield from UNICODE
    yield from repeated()
    yield from heavy()


def rooms() -> Iterator[tuple[list[str], str]]:
    """Growth through names and functions: what is defined first, and the line that profits."""
    yield ["a = 2^32000+1"], "a" + "*a" * 500
    yield ["a = 2^32000+1", "b = 3^20000+1"], "+".join(["a*b/a"] * 100)
    yield ["a = (2^16000+1)/3^10000"], "a" + "+a/7" * 500
    yield ["a = (2^16000+1)/3^10000"], "==".join(["a"] * 900)
    yield ["a = (2^16000+1)/3^10000"], " < ".join(f"a+{n}" for n in range(500))
    yield ["x = 9", *["x = x*x"] * 30], "x*x"
    yield ["x = 9", *["x = x^x"] * 6], "x^x"
    yield ["f0(x) = x+1", *[f"f{n}(x) = f{n - 1}(x)+f{n - 1}(x)" for n in range(1, 40)]], "f39(1)"
    yield ["f0(x) = x+1", *[f"f{n}(x) = f{n - 1}(x)*2" for n in range(1, 63)]], "f62(1)"
    yield ["f0(x) = x+1", *[f"f{n}(x) = f{n - 1}(x)*2" for n in range(1, 80)]], "f79(1)"
    yield ["f0(x) = x*x", *[f"f{n}(x) = f{n - 1}(f{n - 1}(x))" for n in range(1, 20)]], "f19(3)"
    nested = "(" * 90 + "x" + "+1)" * 90
    yield [f"f0(x) = {nested}", *[f"f{n}(x) = {nested.replace('x', f'f{n - 1}(x)')}" for n in range(1, 60)]], "f59(1)"
    roots = "sqrt(" * 90 + "x" + ")" * 90
    yield [f"f0(x) = {roots}", *[f"f{n}(x) = {roots.replace('x', f'f{n - 1}(x)')}" for n in range(1, 20)]], "f19(2)"
    yield ["f(x) = " + "+".join(["sin(x)"] * 400)], "+".join(["f(0.3)"] * 100)
    yield [f"n{n} = {n}" for n in range(999)], "unknownname + 1"
    yield [f"longname{n} = {n}" for n in range(999)], "longnam99x + 1"
    yield ["g(x) = x^2", "f(x) = g(x)", "h(x) = f(x)"], "g(x) = h(x)"
    yield ["f(x) = x", "g(x) = f(x)"], "f(x) = g(x) + 1"
    yield ["f(a,b,c) = a"], "f(1)"
    yield ["f(x) = x"], "f"
    yield ["f(x) = x"], "f + 1"
    yield ["f(x) = 1/x"], "f(0)"
    yield ["sqrt(x) = x"], "sqrt(9)"
    yield ["max = 5"], "max(1,2) + max"
    yield ["p = 3"], "p(2)"
    yield ["p = 3"], "p(2,3)"
