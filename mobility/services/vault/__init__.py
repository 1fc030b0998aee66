"""A student's vault (我的材料): files kept once and used in every application that asks for them."""
