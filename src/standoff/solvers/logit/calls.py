"""Calling machine code by address from Numba, so that one cached driver serves every game."""

from typing import Any

from llvmlite import ir
from numba import types
from numba.extending import intrinsic


@intrinsic
def call_program(_typing: Any, _address: Any, block0: Any, block1: Any, out: Any) -> Any:
    """Call ``void f(ptr block0, ptr block1, ptr out)`` at an address, with the data of three float64 arrays."""
    arrays = (block0, block1, out)
    if not all(isinstance(array, types.Array) and array.layout == "C" for array in arrays):
        return None

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        pointer = ir.IntType(8).as_pointer()
        function = ir.FunctionType(ir.VoidType(), [pointer] * 3).as_pointer()
        data = [
            builder.bitcast(context.make_array(kind)(context, builder, value).data, pointer)
            for kind, value in zip(signature.args[1:], arguments[1:], strict=True)
        ]
        builder.call(builder.inttoptr(arguments[0], function), data)
        return context.get_dummy_value()

    return types.void(types.int64, *arrays), generate
