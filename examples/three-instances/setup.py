from setuptools import setup

setup(
    name="three-instances",
    version="1.0",
    description="A shop of three instances: web, queue and mail",
    packages=["project"],
    python_requires=">=3.9",
)
